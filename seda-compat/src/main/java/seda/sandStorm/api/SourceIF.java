package seda.sandStorm.api;

/** The end of a queue from which events are taken. Timeouts: 0 does not wait, -1 waits for ever, else milliseconds. */
public interface SourceIF {
    /** The oldest event, or null. */
    QueueElementIF dequeue();

    /** Everything present, or null. */
    QueueElementIF[] dequeue_all();

    /** At most this many events, or null. */
    QueueElementIF[] dequeue(int num);

    /** The oldest event, or null when none came in time. */
    QueueElementIF blocking_dequeue(int timeoutMillis);

    /** Everything present as soon as there is something, or null when none came in time. */
    QueueElementIF[] blocking_dequeue_all(int timeoutMillis);

    /** At most {@code num} events as soon as there is one, or null when none came in time. */
    QueueElementIF[] blocking_dequeue(int timeoutMillis, int num);

    int size();
}
