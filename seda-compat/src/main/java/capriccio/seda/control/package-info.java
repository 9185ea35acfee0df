/**
 * The control laws of SEDA: thread-pool size, batching, response time and rate. Each sees the time through a
 * {@link capriccio.seda.control.TimeSource} and starts no thread, so that a simulation drives what the runtime runs.
 */
@NullMarked
package capriccio.seda.control;

import org.jspecify.annotations.NullMarked;
