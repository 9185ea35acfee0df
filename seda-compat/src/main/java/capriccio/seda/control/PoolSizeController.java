package capriccio.seda.control;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import seda.sandStorm.api.ProfilerIF;

/**
 * Makes the pools of busy stages grow: one thread for each tick at which the metric of a pool has reached its threshold.
 * Pools shrink by themselves, by idleness. With {@code autoMaxDetect} it also seeks the number of threads beyond which
 * throughput does not rise. Ticks come from outside, at the interval of {@link Settings#delayMillis}, from one thread at a
 * time; pools may come and go meanwhile.
 */
public final class PoolSizeController {
    private static final int TICKS_PER_GROWTH = 4;

    private final Settings settings;
    private final TimeSource time;
    private final RandomGenerator random;
    private final ProfilerIF profiler;
    private final Map<Pool, MaxDetection> pools = new ConcurrentHashMap<>();
    private int ticks;

    /** A pool of threads whose size is controlled. */
    public interface Pool {
        /** The stage's. */
        String name();

        /** What is compared with the threshold: as a rule the length of the queue. */
        int metric();

        /** From which metric on the pool grows; 0 or less for never. */
        int threshold();

        int threads();

        /** Adds a thread unless the pool is as large as it may be. */
        void grow();

        /** Sets the number of threads, within the pool's limits. */
        void resize(int threads);

        /** Events handled so far. */
        long totalEvents();
    }

    /**
     * How the controller works.
     *
     * @param delayMillis between two ticks
     * @param autoMaxDetect whether to seek the best number of threads; pools then grow at every fourth tick only, as in
     *     2002, or they would outgrow what is being measured
     * @param faithful whether only every fourth tick counts, as in 2002, and averages are integers
     */
    public record Settings(int delayMillis, boolean autoMaxDetect, boolean faithful) {}

    /** A controller without pools. */
    public PoolSizeController(Settings settings, TimeSource time, RandomGenerator random, ProfilerIF profiler) {
        this.settings = settings;
        this.time = time;
        this.random = random;
        this.profiler = profiler;
    }

    /** Controls a pool from now on. */
    public void register(Pool pool) {
        MaxDetection detection = new MaxDetection(pool, settings.faithful(), time.nanos());
        pools.put(pool, detection);
        if (settings.autoMaxDetect()) {
            profiler.add("TPController savedThreads <" + pool.name() + ">", () -> detection.savedThreads);
            profiler.add("TPController avgThreads <" + pool.name() + ">", () -> (int) detection.averageThreads);
            profiler.add("TPController savedThroughput <" + pool.name() + ">", () -> (int) detection.savedThroughput);
            profiler.add("TPController avgThroughput <" + pool.name() + ">", () -> (int) detection.averageThroughput);
        }
    }

    /** Forgets a pool. */
    public void deregister(Pool pool) {
        pools.remove(pool);
    }

    /** Looks at every pool once. */
    public void tick() {
        ticks++;
        boolean everyTick = !settings.faithful() && !settings.autoMaxDetect();
        boolean growing = everyTick || ticks % TICKS_PER_GROWTH == 0;
        pools.forEach((pool, detection) -> {
            if (growing && pool.threshold() > 0 && pool.metric() >= pool.threshold()) {
                pool.grow();
            }
            if (settings.autoMaxDetect()) {
                detection.tick(ticks, time.nanos(), random);
            }
        });
    }

    /** Seeks the number of threads with the best throughput of one pool. */
    private static final class MaxDetection {
        private static final double WEIGHT_OF_NEW = 0.3;
        private static final int TICKS_PER_DECISION = 10;
        private static final int MAX_STEP_BACK = 3;

        private final Pool pool;
        private final boolean faithful;
        private long lastNanos;
        private long lastEvents;

        // read by the profiler
        private volatile double averageThreads;
        private volatile double averageThroughput;
        private volatile double savedThroughput;
        private volatile int savedThreads;

        MaxDetection(Pool pool, boolean faithful, long now) {
            this.pool = pool;
            this.faithful = faithful;
            this.lastNanos = now;
            this.lastEvents = pool.totalEvents();
        }

        void tick(int ticks, long now, RandomGenerator random) {
            int threads = pool.threads();
            double average = WEIGHT_OF_NEW * threads + (1 - WEIGHT_OF_NEW) * averageThreads;
            averageThreads = faithful ? (int) average : average;
            long events = pool.totalEvents();
            double throughput = (events - lastEvents) * 1e9 / Math.max(1, now - lastNanos);
            averageThroughput = WEIGHT_OF_NEW * throughput + (1 - WEIGHT_OF_NEW) * averageThroughput;
            lastEvents = events;
            lastNanos = now;
            if (ticks % TICKS_PER_DECISION != 0) {
                return;
            }
            if (averageThroughput >= savedThroughput) {
                savedThreads = threads;
                savedThroughput = averageThroughput;
            } else if (threads != savedThreads) {
                pool.resize(Math.max(1, savedThreads - random.nextInt(MAX_STEP_BACK + 1)));
            }
        }
    }
}
