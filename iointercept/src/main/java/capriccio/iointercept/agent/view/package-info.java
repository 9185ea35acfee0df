/** A web server that only this machine reaches, for looking at a running program. Knows nothing of what it shows. */
@NullMarked
package capriccio.iointercept.agent.view;

import org.jspecify.annotations.NullMarked;
