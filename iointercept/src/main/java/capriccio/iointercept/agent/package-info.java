/** The agent: options, start-up, the tables of hooks and of JDK classes, the self-test. */
@NullMarked
package capriccio.iointercept.agent;

import org.jspecify.annotations.NullMarked;
