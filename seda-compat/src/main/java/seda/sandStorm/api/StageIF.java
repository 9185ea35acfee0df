package seda.sandStorm.api;

import seda.sandStorm.api.internal.StageWrapperIF;

/** A stage: a name, a queue and a handler. */
public interface StageIF {
    String getName();

    SinkIF getSink();

    StageWrapperIF getWrapper();

    /** Does nothing: {@link ManagerIF#destroyStage} does. */
    void destroy();
}
