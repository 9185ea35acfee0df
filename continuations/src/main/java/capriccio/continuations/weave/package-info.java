/** The weaver: analyse a method, plan its call sites, emit the woven body and, on demand, its twin. */
@NullMarked
package capriccio.continuations.weave;

import org.jspecify.annotations.NullMarked;
