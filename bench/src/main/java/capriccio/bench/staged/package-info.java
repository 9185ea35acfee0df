/** Experiments with stages: events, queues and the controllers of their threads. */
@NullMarked
package capriccio.bench.staged;

import org.jspecify.annotations.NullMarked;
