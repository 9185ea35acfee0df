package capriccio.seda.control;

import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.api.SandstormConfigIF;

/**
 * How many events a batch of a stage may have: the fewest with which throughput stays near its best. The target goes down
 * while throughput holds, and up again when it suffers; a change of load starts the search anew from the largest. Safe
 * for any thread.
 */
public final class BatchTarget {
    /** A target that takes everything. */
    public static final int ALL = -1;

    private static final int MEASUREMENTS_PER_DECISION = 5;
    private static final double STEP = 1.2;
    private static final double COLLAPSED = 0.2;
    private static final double JUMPED = 2.0;
    private static final double SUFFERS = 0.90;
    private static final double RECOVERED = 0.98;
    /** Where the search starts when the configuration says that there is no largest batch. */
    private static final int LARGEST = 1000;

    private enum Direction {
        DECREASING,
        INCREASING
    }

    private final Settings settings;
    private final TimeSource time;

    // guarded by this
    private Direction direction = Direction.DECREASING;
    private double target;
    private double best;
    private double average;
    private long events;
    private long sinceNanos;
    private int measurements;

    /**
     * How the controller works.
     *
     * @param max the largest batch, or {@link #ALL}
     * @param windowMillis how long throughput is measured for
     * @param smoothing the weight of the throughput so far
     * @param faithful whether targets are integers, as in 2002: those up to 4 never grow
     */
    public record Settings(int min, int max, int windowMillis, double smoothing, boolean faithful) {
        /** What {@code global.batchController.*} says. */
        public static Settings of(SandstormConfigIF config) {
            String prefix = "global.batchController.";
            boolean faithful = Faithful.in(config);
            int max = config.getInt(prefix + "maxBatch", ALL);
            return new Settings(
                    config.getInt(prefix + "minBatch", 1),
                    max < 1 && !faithful ? LARGEST : max,
                    config.getInt(prefix + "recalcWindow", 1000),
                    config.getDouble(prefix + "smoothConst", 0.7),
                    faithful);
        }
    }

    /** Starts at the largest batch. */
    public BatchTarget(Settings settings, TimeSource time) {
        this.settings = settings;
        this.time = time;
        this.target = settings.max();
        this.sinceNanos = time.nanos();
    }

    /** Whether the configuration of a runtime asks for batches to be controlled. */
    public static boolean isEnabled(ManagerIF manager) {
        return manager.getConfig().getBoolean("global.batchController.enable", false);
    }

    /** Has the profiler watch. */
    public void profile(ProfilerIF profiler, String stage) {
        profiler.add("AggThrottle throughput for <" + stage + ">", () -> (int) throughput());
        profiler.add("AggThrottle bestThroughput for <" + stage + ">", () -> (int) bestThroughput());
        profiler.add("AggThrottle aggTarget for <" + stage + ">", this::target);
    }

    /** How many events a batch may have now, at least 1, or {@link #ALL}. */
    public synchronized int target() {
        return target < 0 ? ALL : Math.max(1, (int) Math.round(target));
    }

    /** The smoothed throughput in events per second. */
    public synchronized double throughput() {
        return average;
    }

    /** The best throughput since the search began, in events per second. */
    public synchronized double bestThroughput() {
        return best;
    }

    /** A batch of so many events has been handled. */
    public synchronized void handled(int count) {
        events += count;
        long now = time.nanos();
        double millis = (now - sinceNanos) / 1e6;
        if (millis < settings.windowMillis() || millis <= 0) {
            return;
        }
        double throughput = events * 1000 / millis;
        average = settings.smoothing() * average + (1 - settings.smoothing()) * throughput;
        events = 0;
        sinceNanos = now;
        measurements++;
        if (measurements % MEASUREMENTS_PER_DECISION == 0) {
            decide();
        }
    }

    private void decide() {
        if (average < COLLAPSED * best || average >= JUMPED * best) {
            target = settings.max();
            direction = Direction.DECREASING;
        }
        if (direction == Direction.DECREASING) {
            decrease();
        } else {
            increase();
        }
        target = Math.max(settings.min(), Math.min(settings.max(), target));
    }

    private void decrease() {
        if (average <= SUFFERS * best) {
            direction = Direction.INCREASING;
            target = whole(target * STEP);
        } else {
            best = Math.max(best, average);
            target = whole(target / STEP);
        }
    }

    private void increase() {
        best = Math.max(best, average);
        if (average >= RECOVERED * best) {
            direction = Direction.DECREASING;
            target = whole(target / STEP);
            return;
        }
        target = whole(target * STEP);
        if (target > settings.max()) {
            target = settings.max();
            direction = Direction.DECREASING;
            best = average;
        }
    }

    private double whole(double wanted) {
        return settings.faithful() ? (int) wanted : wanted;
    }
}
