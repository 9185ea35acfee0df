package seda.sandStorm.api;

/** The end of a queue into which events are put. */
public interface SinkIF {
    /** Adds one event, or says by the exception that it was not added. */
    void enqueue(QueueElementIF element) throws SinkException;

    /** Adds one event and tells whether it was added; never throws. */
    boolean enqueue_lossy(QueueElementIF element);

    /** Adds all events, next to each other, or none of them. */
    void enqueue_many(QueueElementIF[] elements) throws SinkException;

    /** Reserves room for all events or refuses; the key is used once, to commit or to abort. */
    Object enqueue_prepare(QueueElementIF[] elements) throws SinkException;

    /** Adds the events of a reservation at the tail; never refused. */
    void enqueue_commit(Object key);

    /** Gives a reservation up. */
    void enqueue_abort(Object key);

    /** Replaces the admission predicate; null admits everything. */
    void setEnqueuePredicate(EnqueuePredicateIF predicate);

    EnqueuePredicateIF getEnqueuePredicate();

    /** Events present, those reserved included. */
    int size();
}
