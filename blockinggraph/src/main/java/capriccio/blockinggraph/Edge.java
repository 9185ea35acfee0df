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
    /** The longest of them. */
    private static final int MAX_NANOS = 4;
    /** How many runs were measured by the meters, and from the next place on the means by resource, but for CPU. */
    private static final int SAMPLES = 5;

    /** Cache lines, so that carriers do not write to each other's. */
    private static final int CELL = SAMPLES + Resource.MOST;
    /** Bytes that are worth a closer look. */
    private static final long SURPRISE = 1 << 16;
    /** Means of resources are kept in so many parts of a unit. */
    private static final int PARTS = 1024;

    final Node to;
    /**
     * By carrier: only that carrier writes its cell, so plain additions are exact; opaque, for a dump reads them from
     * elsewhere. Grows under this edge's lock.
     */
    private volatile long[] @Nullable [] cells = new long[0][];
    /** What the count and the total were at the last reset. */
    private volatile long countBefore;

    private volatile long totalBefore;

    // of Forecaster alone
    long countSeen;
    /** Traversals in a period lately. */
    double rate;

    Edge(Node to) {
        this.to = to;
    }

    /** On the carrier of that index, whose cell it returns; {@code nanos} may be {@link BlockingListener#NOT_TIMED}. */
    long[] taken(int carrier, long nanos) {
        long[] @Nullable [] all = cells;
        long[] cell = carrier < all.length ? all[carrier] : null;
        if (cell == null) {
            cell = addCell(carrier);
        }
        LONGS.setOpaque(cell, COUNT, cell[COUNT] + 1);
        if (nanos >= 0) {
            timed(cell, nanos);
        }
        return cell;
    }

    /** A run along the cell's edge changed that resource so. True if that is far from what others did. */
    static boolean sampled(long[] cell, int resource, long change) {
        if (resource == Resource.CPU) {
            return false; // timed
        }
        int i = SAMPLES + resource;
        long mean = cell[i];
        long sample = change * PARTS;
        LONGS.setOpaque(cell, i, cell[SAMPLES] == 0 ? sample : mean + (sample - mean) / WEIGHT);
        return resource == Resource.HEAP && Math.abs(sample - mean) > Math.abs(mean) / 2 + SURPRISE * PARTS;
    }

    /** After {@link #sampled} for each resource. */
    static void countSample(long[] cell) {
        LONGS.setOpaque(cell, SAMPLES, cell[SAMPLES] + 1);
    }

    private static void timed(long[] cell, long nanos) {
        long count = cell[TIMED];
        long mean = cell[MEAN_NANOS];
        LONGS.setOpaque(cell, TIMED, count + 1);
        LONGS.setOpaque(cell, TOTAL_NANOS, cell[TOTAL_NANOS] + nanos);
        LONGS.setOpaque(cell, MEAN_NANOS, count == 0 ? nanos : mean + (nanos - mean) / WEIGHT);
        if (nanos > cell[MAX_NANOS]) {
            LONGS.setOpaque(cell, MAX_NANOS, nanos);
        }
    }

    private synchronized long[] addCell(int carrier) {
        long[] @Nullable [] all = cells;
        long[] @Nullable [] grown = Arrays.copyOf(all, Math.max(all.length, carrier + 1));
        long[] cell = new long[CELL];
        grown[carrier] = cell; // a carrier adds its own only: there is none yet
        cells = grown;
        return cell;
    }

    /** Exact number of traversals since the last reset. */
    long count() {
        return sum(COUNT) - countBefore;
    }

    /** Exact number of traversals, ever. */
    long everCount() {
        return sum(COUNT);
    }

    /** Sum of run times in nanoseconds since the last reset: exact if all were timed, else the timed ones stand for the rest. */
    long totalNanos() {
        return everNanos() - totalBefore;
    }

    private long everNanos() {
        long timed = sum(TIMED);
        long total = sum(TOTAL_NANOS);
        long count = sum(COUNT);
        return timed == count || timed == 0 ? total : Math.round((double) total / timed * count);
    }

    /** Counts, totals and the longest run begin again at 0. Means stay: they forget by themselves. */
    void reset() {
        countBefore = sum(COUNT);
        totalBefore = everNanos();
        for (long[] cell : cells) {
            if (cell != null) {
                LONGS.setOpaque(cell, MAX_NANOS, 0L); // the carrier may be writing one: that one counts, or is forgotten
            }
        }
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
        return Math.round(mean(TIMED, MEAN_NANOS));
    }

    /** Of those that were timed since the last reset; one that ends during a reset may be missing. */
    long maxNanos() {
        long max = 0;
        for (long[] cell : cells) {
            if (cell != null) {
                max = Math.max(max, (long) LONGS.getOpaque(cell, MAX_NANOS));
            }
        }
        return max;
    }

    /** How many runs were measured. */
    long samples() {
        return sum(SAMPLES);
    }

    /** The same mean of what a run takes of that resource; negative if it gives back. */
    double meanChange(int resource) {
        return resource == Resource.CPU ? mean(TIMED, MEAN_NANOS) : mean(SAMPLES, SAMPLES + resource) / PARTS;
    }

    private double mean(int weight, int field) {
        double sum = 0;
        long count = 0;
        for (long[] cell : cells) {
            if (cell != null) {
                long n = (long) LONGS.getOpaque(cell, weight);
                sum += (double) n * (long) LONGS.getOpaque(cell, field);
                count += n;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
