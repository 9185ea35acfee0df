/** Requests that take what there is little of: a limit that finds itself against those that are tuned by hand. */
@NullMarked
package capriccio.bench.scarce;

import org.jspecify.annotations.NullMarked;
