/** See the module README. */
@NullMarked
package capriccio.iointercept;

import org.jspecify.annotations.NullMarked;
