/** Programs that never suspend: libraries at their usual work, and kernels that each stress one construct. */
@NullMarked
package capriccio.bench.programs;

import org.jspecify.annotations.NullMarked;
