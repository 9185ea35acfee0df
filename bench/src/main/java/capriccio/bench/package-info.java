/** See the module README. */
@NullMarked
package capriccio.bench;

import org.jspecify.annotations.NullMarked;
