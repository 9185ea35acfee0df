/** The load generator: a closed loop of keep-alive connections that verifies every byte. */
@NullMarked
package capriccio.bench.load;

import org.jspecify.annotations.NullMarked;
