package capriccio.blockinggraph;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Execution from one blocking point to the next. */
final class Edge {
    /** Weight of a new sample is one in this many (Capriccio's 1/8). */
    private static final int WEIGHT = 8;

    final Node to;
    final @Nullable Edge next;
    /** Exact number of traversals. */
    final AtomicLong count = new AtomicLong();
    /** Exact sum of run times in nanoseconds. */
    final AtomicLong totalNanos = new AtomicLong();
    /** Exponentially weighted mean; a lost update under a race only skips a sample. */
    private volatile long meanNanos;

    Edge(Node to, @Nullable Edge next) {
        this.to = to;
        this.next = next;
    }

    void taken(long nanos) {
        totalNanos.addAndGet(nanos);
        if (count.incrementAndGet() == 1) {
            meanNanos = nanos;
        } else {
            long mean = meanNanos;
            meanNanos = mean + (nanos - mean) / WEIGHT;
        }
    }

    long meanNanos() {
        return meanNanos;
    }
}
