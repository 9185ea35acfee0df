package capriccio.seda.gnutella;

import java.util.concurrent.atomic.LongAdder;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;

/**
 * Has a predicate decide on events of one type only; all others are accepted. A threshold on everything sheds the events
 * that clean up, of timers and of closed connections, just when there is most to clean up.
 */
public final class EventTypeFilter implements EnqueuePredicateIF {
    private final Class<?> type;
    private final EnqueuePredicateIF predicate;
    private final LongAdder refused = new LongAdder();

    /** Asks {@code predicate} about instances of {@code type}. */
    public EventTypeFilter(Class<?> type, EnqueuePredicateIF predicate) {
        this.type = type;
        this.predicate = predicate;
    }

    @Override
    public boolean accept(QueueElementIF event) {
        if (!type.isInstance(event) || predicate.accept(event)) {
            return true;
        }
        refused.increment();
        return false;
    }

    /** Events refused so far. */
    public long refused() {
        return refused.sum();
    }
}
