/** What is known of whole programs: their call graph, what of it can block, where stacks need room. No class is loaded. */
@NullMarked
package capriccio.continuations.analysis;

import org.jspecify.annotations.NullMarked;
