package capriccio.blockinggraph.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last decisions. Thread-safe; keeps {@link #SIZE} and counts the rest. */
public final class Journal {
    public static final int SIZE = 256;

    // guarded by this
    private final @Nullable Decision[] last = new @Nullable Decision[SIZE];
    private long count;

    synchronized void add(Decision decision) {
        last[(int) (count++ % SIZE)] = decision;
    }

    /** How many there were, ever. */
    public synchronized long count() {
        return count;
    }

    /** The last ones, oldest first. */
    public synchronized List<Decision> decisions() {
        List<Decision> all = new ArrayList<>();
        for (long i = Math.max(0, count - SIZE); i < count; i++) {
            Decision d = last[(int) (i % SIZE)];
            if (d != null) {
                all.add(d);
            }
        }
        return all;
    }
}
