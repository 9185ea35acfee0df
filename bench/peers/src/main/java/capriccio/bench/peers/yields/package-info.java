/** How other continuation libraries yield. Each library's own weaver works on these classes after the compiler. */
@NullMarked
package capriccio.bench.peers.yields;

import org.jspecify.annotations.NullMarked;
