/** See the module README. */
@NullMarked
package capriccio.blockinggraph;

import org.jspecify.annotations.NullMarked;
