package seda.sandStorm.api.internal;

import seda.sandStorm.api.ManagerIF;

/** Chooses the batches of a stage. */
public interface BatchSorterIF {
    void init(StageWrapperIF stage, ManagerIF manager);

    /** The next batch, or null when none came within the timeout. */
    BatchDescrIF nextBatch(int timeoutMillis);
}
