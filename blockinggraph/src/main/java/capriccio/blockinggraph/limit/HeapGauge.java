package capriccio.blockinggraph.limit;

/**
 * The heap that is alive: what threads hold, as the graph predicts, and as much more, or less, as collections have found
 * lately: one of the young alone counts what has died among the old as alive, and the mean over some tells more than each. No
 * more can be held than is occupied, whatever is predicted of runs that were measured while classes were loaded.
 * Strain is the share of time that goes into collections, once the live set is large and the processors have little time
 * left, or how close the live set is to all. While processors are idle, collections take no time from anybody: more threads
 * still get more done. Where other processes take the processors, that is seen late, and the live set alone tells. Two
 * windows in a row must show too much of it: compilers at work, or one large collection, fill one.
 */
public final class HeapGauge implements Gauge {
    /** What the JVM tells of its collections. */
    public interface Collections {
        /** How many there were. */
        long count();

        /** Bytes alive after the last one; 0 before the first. */
        long live();

        /** Bytes that are alive, or garbage that was not collected yet. */
        long occupied();

        /** Collects, if the JVM lets itself be asked: returns when it is over. */
        void collect();

        /** Time that all of them took. */
        long nanos();

        /** CPU time of the process over its processors: as much as the clock shows while all of them are busy. */
        long busyNanos();
    }

    /** With a smaller part alive, collections are frequent because much is allocated, not because little is free. */
    private static final double LARGE = 0.5;
    /** That share of time in collections is too much. */
    private static final double GC_SHARE = 0.35;
    /** While the processors are less busy than that, it harms nobody. */
    private static final double IDLE = 0.8;
    /** While they are busier than that, it counts in full. */
    private static final double SATURATED = 0.95;
    /** So is that part of the heap alive. */
    private static final double ALL = 0.92;
    /** The share is taken over so long. */
    private static final long WINDOW_NANOS = 500_000_000;

    /** Weight of what a collection finds: when it was, between two ticks, is unknown, and so what threads held just then. */
    private static final double NEWS = 0.25;

    /** Without a collection for so long, what is predicted is a rumour. */
    private static final long RUMOUR_NANOS = 1_000_000_000;
    /** Collections that are asked for come no closer. */
    private static final long ASKED_NANOS = 10_000_000_000L;

    private final Collections collections;
    private final double max;
    /** From then on a collection may be asked for. */
    private long askFrom;

    private double predicted;
    private double predictedBefore;
    /** Alive beside what is predicted; negative if some of that is garbage. */
    private double rest;

    private double live;
    private long count;
    private long now;
    private boolean begun;
    private long windowBegan;
    private long nanosThen;
    private long busyThen;
    /** Of time in collections, as far as the processors have no time left; in the last window. */
    private double share;
    /** The same in the window before. */
    private double shareBefore;

    /** {@code max} bytes in all. */
    public HeapGauge(Collections collections, double max) {
        this.collections = collections;
        this.max = max;
    }

    /** Before each reading: the time, and what threads hold by the graph. */
    public void update(long nowNanos, double held) {
        now = nowNanos;
        predictedBefore = predicted;
        predicted = Math.min(held, (double) collections.occupied());
        if (!begun) {
            askFrom = now + RUMOUR_NANOS;
        }
        if (!begun || now - windowBegan >= WINDOW_NANOS) {
            turnWindow();
        }
        look();
    }

    /** The next window begins where the last one ends. */
    private void turnWindow() {
        long nanos = collections.nanos();
        long busy = collections.busyNanos();
        if (begun) {
            double length = now - windowBegan;
            double saturation = ((busy - busyThen) / length - IDLE) / (SATURATED - IDLE);
            shareBefore = share;
            share = (nanos - nanosThen) / length * Math.max(0, Math.min(1, saturation));
        }
        begun = true;
        windowBegan = now;
        nanosThen = nanos;
        busyThen = busy;
    }

    /** What the last collection has found. */
    private void look() {
        long n = collections.count();
        if (n != count) {
            live = collections.live();
            double found = live - (predicted + predictedBefore) / 2;
            rest = count == 0 ? found : rest + (found - rest) * NEWS;
            count = n;
            if (now + RUMOUR_NANOS - askFrom > 0) {
                askFrom = now + RUMOUR_NANOS;
            }
        }
    }

    /**
     * Threads are held for want of heap. If nobody allocates because of that, no collection comes that would tell whether it
     * is so: then one is asked for.
     */
    public void confirm() {
        if (now - askFrom >= 0) {
            askFrom = now + ASKED_NANOS;
            collections.collect();
        }
    }

    @Override
    public double used() {
        if (live < 0 || predicted < 0) { // or less than nothing is occupied
            return Math.min(live, predicted);
        }
        return Math.max(0, Math.min(rest + predicted, max));
    }

    @Override
    public double strain() {
        double part = used() / max;
        return Math.max(part >= LARGE ? Math.min(share, shareBefore) / GC_SHARE : 0, part / ALL);
    }
}
