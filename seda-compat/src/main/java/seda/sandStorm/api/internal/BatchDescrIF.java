package seda.sandStorm.api.internal;

import seda.sandStorm.api.QueueElementIF;

/** One batch on its way through a stage. */
public interface BatchDescrIF {
    QueueElementIF[] getBatch();

    void batchDone();
}
