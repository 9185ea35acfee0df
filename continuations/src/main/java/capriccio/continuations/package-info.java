/** See the module README. */
@NullMarked
package capriccio.continuations;

import org.jspecify.annotations.NullMarked;
