/** Which runnable thread goes next: run queues by node, and the ways to choose among them. */
@NullMarked
package capriccio.blockinggraph.policy;

import org.jspecify.annotations.NullMarked;
