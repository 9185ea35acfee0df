/** See the module README. */
@NullMarked
package capriccio.knot;

import org.jspecify.annotations.NullMarked;
