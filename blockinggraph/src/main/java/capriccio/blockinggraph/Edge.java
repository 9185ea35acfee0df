package capriccio.blockinggraph;

import capriccio.continuations.runtime.BlockingListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Execution from one blocking point to the next. */
final class Edge {
    /** Weight of a new sample is one in this many (Capriccio's 1/8). */
    private static final int WEIGHT = 8;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int COUNT = 0;
    /** How many of them were timed, and the sum and the mean of these. */
    private static final int TIMED = 1;

    private static final int TOTAL_NANOS = 2;
    private static final int MEAN_NANOS = 3;
    /** A cache line, so that carriers do not write to each other's. */
    private static final int CELL = 8;

    final Node to;
    final @Nullable Edge next;
    /**
     * By carrier: only that carrier writes its cell, so plain additions are exact; opaque, for a dump reads them from
     * elsewhere. Grows under this edge's lock.
     */
    private volatile long[] @Nullable [] cells = new long[0][];

    Edge(Node to, @Nullable Edge next) {
        this.to = to;
        this.next = next;
    }

    /** On the carrier of that index; {@code nanos} may be {@link BlockingListener#NOT_TIMED}. */
    void taken(int carrier, long nanos) {
        long[] @Nullable [] all = cells;
        long[] cell = carrier < all.length ? all[carrier] : null;
        if (cell == null) {
            cell = addCell(carrier);
        }
        LONGS.setOpaque(cell, COUNT, cell[COUNT] + 1);
        if (nanos >= 0) {
            timed(cell, nanos);
        }
    }

    private static void timed(long[] cell, long nanos) {
        long count = cell[TIMED];
        long mean = cell[MEAN_NANOS];
        LONGS.setOpaque(cell, TIMED, count + 1);
        LONGS.setOpaque(cell, TOTAL_NANOS, cell[TOTAL_NANOS] + nanos);
        LONGS.setOpaque(cell, MEAN_NANOS, count == 0 ? nanos : mean + (nanos - mean) / WEIGHT);
    }

    private synchronized long[] addCell(int carrier) {
        long[] @Nullable [] all = cells;
        long[] @Nullable [] grown = Arrays.copyOf(all, Math.max(all.length, carrier + 1));
        long[] cell = new long[CELL];
        grown[carrier] = cell;
        cells = grown;
        return cell;
    }

    /** Exact number of traversals. */
    long count() {
        return sum(COUNT);
    }

    /** Sum of run times in nanoseconds: exact if all were timed, else the timed ones stand for the rest. */
    long totalNanos() {
        long timed = sum(TIMED);
        long total = sum(TOTAL_NANOS);
        long count = count();
        return timed == count || timed == 0 ? total : Math.round((double) total / timed * count);
    }

    private long sum(int field) {
        long sum = 0;
        for (long[] cell : cells) {
            if (cell != null) {
                sum += (long) LONGS.getOpaque(cell, field);
            }
        }
        return sum;
    }

    /** Exponentially weighted mean of the timed ones on each carrier, these weighted by their counts. */
    long meanNanos() {
        double sum = 0;
        long count = 0;
        for (long[] cell : cells) {
            if (cell != null) {
                long n = (long) LONGS.getOpaque(cell, TIMED);
                sum += (double) n * (long) LONGS.getOpaque(cell, MEAN_NANOS);
                count += n;
            }
        }
        return count == 0 ? 0 : Math.round(sum / count);
    }
}
