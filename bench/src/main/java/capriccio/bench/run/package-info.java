/** Runs the experiments on the primitives: forks of every row, interleaved, merged, and held against the bars. */
@NullMarked
package capriccio.bench.run;

import org.jspecify.annotations.NullMarked;
