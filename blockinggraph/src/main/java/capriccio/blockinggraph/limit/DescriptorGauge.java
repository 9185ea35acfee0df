package capriccio.blockinggraph.limit;

/**
 * Open descriptors. Strain is how close they are to the most that the system allows, or how much longer each stays open than
 * it did when there were few: a server beyond its knee closes no more of them a second, it only keeps each for longer.
 */
public final class DescriptorGauge implements Gauge {
    /** What can be counted. */
    public interface Count {
        /** Open now. */
        double open();

        /** Closed ever; negative where nobody counts. */
        double closed();
    }

    private static final double ALL = 0.95;
    /** So many times as long as at best is too long. */
    private static final double TOO_LONG = 2.5;

    private static final long WINDOW_NANOS = 500_000_000;
    /** Weight of a new lifetime. */
    private static final double NEWS = 0.3;
    /** The best lifetime grows by that part a window, so that it follows a load that has changed. */
    private static final double DRIFT = 0.0005;
    /** Fewer closed in a window tell nothing. */
    private static final int FEW = 5;

    private final Count count;
    private final double most;
    private double open;
    private long now;
    private boolean begun;
    private long windowBegan;
    private double closedThen;
    private double openSum;
    private int readings;
    private double lifetime;
    private double best = Double.POSITIVE_INFINITY;

    /** {@code most} is what the system allows. */
    public DescriptorGauge(Count count, double most) {
        this.count = count;
        this.most = most;
    }

    /** Before each reading: the time. */
    public void update(long nowNanos) {
        now = nowNanos;
    }

    @Override
    public double used() {
        open = count.open();
        openSum += open;
        readings++;
        return open;
    }

    @Override
    public double strain() {
        double closed = count.closed();
        if (closed < 0) {
            return open / most / ALL;
        }
        if (!begun) {
            begun = true;
            windowBegan = now;
            closedThen = closed;
        } else if (now - windowBegan >= WINDOW_NANOS) {
            measure((now - windowBegan) / 1e9, closed - closedThen);
            windowBegan = now;
            closedThen = closed;
            openSum = 0;
            readings = 0;
        }
        return Math.max(open / most / ALL, lifetime == 0 ? 0 : lifetime / best / TOO_LONG);
    }

    /** Exact, where opens and closes are counted. */
    @Override
    public boolean canStick() {
        return false;
    }

    /** By Little's law. */
    private void measure(double seconds, double closed) {
        if (closed < FEW) {
            return;
        }
        best *= 1 + DRIFT;
        double mean = openSum / Math.max(1, readings) * seconds / closed;
        lifetime = lifetime == 0 ? mean : lifetime + (mean - lifetime) * NEWS;
        best = Math.min(best, lifetime);
    }

    /** Mean seconds for which a descriptor stays open; 0 while unknown. */
    public double lifetime() {
        return lifetime;
    }
}
