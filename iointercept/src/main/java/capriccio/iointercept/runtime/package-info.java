/** What woven code calls in place of blocking calls. Loaded by the boot loader; see the rules of the runtime there. */
@NullMarked
package capriccio.iointercept.runtime;

import org.jspecify.annotations.NullMarked;
