/** Pages in memory: the store that reads them from below a root directory and the cache in front of it. */
@NullMarked
package capriccio.knot.cache;

import org.jspecify.annotations.NullMarked;
