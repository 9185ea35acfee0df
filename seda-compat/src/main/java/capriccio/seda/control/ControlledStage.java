package capriccio.seda.control;

import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.internal.StageStatsIF;

/**
 * A stage as its response-time controller sees it.
 *
 * @param faithful whether the controller keeps to what was published even where that is known to fail
 */
public record ControlledStage(
        String name, SinkIF sink, StageStatsIF stats, StageLoad load, TimeSource time, boolean faithful) {}
