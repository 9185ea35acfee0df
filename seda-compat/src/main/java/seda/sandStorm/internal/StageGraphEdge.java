package seda.sandStorm.internal;

import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/** Events went from one stage to the sink of another. */
public class StageGraphEdge {
    public StageWrapperIF fromStage;
    public StageWrapperIF toStage;
    public SinkIF sink;
    public int count;

    public StageGraphEdge() {}
}
