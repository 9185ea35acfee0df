package seda.sandStorm.api;

/** Decides admission to a sink; called in the enqueuing thread, one call at a time per queue. */
public interface EnqueuePredicateIF {
    /** Whether the event may enter; called before it is added. */
    boolean accept(QueueElementIF element);
}
