/** Servers by others, unmodified, that serve the bench's file set: the same program on any kind of threads. */
@NullMarked
package capriccio.bench.servers;

import org.jspecify.annotations.NullMarked;
