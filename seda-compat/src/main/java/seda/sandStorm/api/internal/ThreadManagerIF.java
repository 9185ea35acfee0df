package seda.sandStorm.api.internal;

/** Gives stages their threads. */
public interface ThreadManagerIF {
    void register(StageWrapperIF stage);

    void deregister(StageWrapperIF stage);

    void deregisterAll();

    /** Something has been enqueued. */
    void wake();
}
