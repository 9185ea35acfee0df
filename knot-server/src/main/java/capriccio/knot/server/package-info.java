/** The server architectures of Knot and what they share: configuration, statistics, graceful stop. */
@NullMarked
package capriccio.knot.server;

import org.jspecify.annotations.NullMarked;
