package seda.sandStorm.api.internal;

import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.SourceIF;
import seda.sandStorm.api.StageIF;

/** A stage as its thread manager sees it. */
public interface StageWrapperIF {
    StageIF getStage();

    EventHandlerIF getEventHandler();

    SourceIF getSource();

    ThreadManagerIF getThreadManager();

    StageStatsIF getStats();

    /** Null when response-time control is off. */
    ResponseTimeControllerIF getResponseTimeController();

    BatchSorterIF getBatchSorter();

    void setBatchSorter(BatchSorterIF sorter);

    void init() throws Exception;

    void destroy() throws Exception;
}
