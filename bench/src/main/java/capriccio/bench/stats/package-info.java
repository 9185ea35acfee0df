/** Medians with bootstrap intervals, and Jain's index. */
@NullMarked
package capriccio.bench.stats;

import org.jspecify.annotations.NullMarked;
