/** The main job: every server in its own process, loaded in interleaved rounds. */
@NullMarked
package capriccio.bench.compare;

import org.jspecify.annotations.NullMarked;
