/** What Linux tells about a process. */
@NullMarked
package capriccio.bench.proc;

import org.jspecify.annotations.NullMarked;
