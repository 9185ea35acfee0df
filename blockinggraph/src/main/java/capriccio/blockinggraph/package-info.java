/** The graph of the points at which threads block, learned while the program runs (Capriccio, SOSP 2003, 4.1). */
@NullMarked
package capriccio.blockinggraph;

import org.jspecify.annotations.NullMarked;
