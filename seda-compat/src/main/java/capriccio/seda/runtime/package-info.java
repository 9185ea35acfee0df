/** What runs stages: not part of the contract of 2002, public only where other packages need it. */
@NullMarked
package capriccio.seda.runtime;

import org.jspecify.annotations.NullMarked;
