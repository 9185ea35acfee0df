/** The seeded SPECweb99-like file set and the mix of requests for it. */
@NullMarked
package capriccio.bench.fileset;

import org.jspecify.annotations.NullMarked;
