package seda.sandStorm.api.internal;

import seda.sandStorm.api.StageIF;

/** The runtime as its own extensions see it. */
public interface SystemManagerIF {
    ThreadManagerIF getThreadManager();

    ThreadManagerIF getThreadManager(String name);

    void addThreadManager(String name, ThreadManagerIF threadManager);

    StageIF createStage(StageWrapperIF wrapper, boolean initialize) throws Exception;
}
