package capriccio.blockinggraph.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last decisions about each resource: one that comes and goes once a second does not push out what was decided about
 * others. Thread-safe; keeps {@link #SIZE} of each and counts the rest.
 */
public final class Journal {
    public static final int SIZE = 128;

    // guarded by this
    private final Map<String, ArrayDeque<Decision>> last = new HashMap<>();
    private long count;

    synchronized void add(Decision decision) {
        ArrayDeque<Decision> same = last.computeIfAbsent(decision.resource(), r -> new ArrayDeque<>(SIZE));
        if (same.size() == SIZE) {
            same.removeFirst();
        }
        same.addLast(decision);
        count++;
    }

    /** How many there were, ever. */
    public synchronized long count() {
        return count;
    }

    /** The last ones, oldest first. */
    public synchronized List<Decision> decisions() {
        List<Decision> all = new ArrayList<>();
        last.values().forEach(all::addAll);
        all.sort(Comparator.comparingLong(Decision::nanos));
        return all;
    }
}
