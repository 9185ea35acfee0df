/** See the module README. */
@NullMarked
package capriccio.seda;

import org.jspecify.annotations.NullMarked;
