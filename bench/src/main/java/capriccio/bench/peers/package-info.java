/** Servers of other people that are compared with Knot. */
@NullMarked
package capriccio.bench.peers;

import org.jspecify.annotations.NullMarked;
