package capriccio.seda.gnutella;

import capriccio.seda.control.PoolSizeController;
import capriccio.seda.control.TimeSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongToDoubleFunction;

/**
 * The router's stage on a virtual clock: packets come evenly, three of each twenty are queries, and a query keeps its thread
 * for a while. A thread that is free takes all that is queued, as the runtime's threads do; of several free ones that which
 * has waited longest. Nothing is random.
 */
final class StageSimulation implements PoolSizeController.Pool, TimeSource {
    static final int QUERIES = 3;
    static final int OF = 20;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private record Busy(long until, int events) {}

    private final LongToDoubleFunction rateAtSecond;
    private final long queryNanos;
    private final int threshold;
    private final int maxBatch;
    private final long idleNanos;
    private final PriorityQueue<Busy> busy = new PriorityQueue<>(Comparator.comparingLong(Busy::until));
    private final ArrayDeque<Long> free = new ArrayDeque<>(); // since when, longest first
    private final ArrayDeque<Boolean> queue = new ArrayDeque<>(); // whether it is a query
    private long now;
    private long arrived;
    private long handled;
    private int queriesArrived;
    int mostThreads = 1;
    int longestQueue;

    /**
     * One thread, an empty queue.
     *
     * @param rateAtSecond packets a second at a time in seconds
     * @param maxBatch packets that a thread takes at a time
     */
    StageSimulation(LongToDoubleFunction rateAtSecond, int queryMillis, int threshold, int maxBatch, int idleMillis) {
        this.rateAtSecond = rateAtSecond;
        this.queryNanos = queryMillis * MILLI;
        this.threshold = threshold;
        this.maxBatch = maxBatch;
        this.idleNanos = idleMillis * MILLI;
        free.add(0L);
    }

    /** Lets so many seconds pass, with a tick of the controller at each multiple of its delay. */
    void run(PoolSizeController controller, int delayMillis, int seconds) {
        long end = now + seconds * SECOND;
        long tick = now;
        long arrival = now;
        while (now < end) {
            long done = busy.isEmpty() ? Long.MAX_VALUE : busy.element().until();
            now = Math.min(Math.min(tick, arrival), done);
            if (now == done) {
                handled += busy.remove().events();
                free.add(now);
            } else if (now == arrival) {
                arrived++;
                boolean query = arrived * QUERIES / OF > queriesArrived;
                queriesArrived += query ? 1 : 0;
                queue.add(query);
                arrival = now + Math.round(SECOND / rateAtSecond.applyAsDouble(now / SECOND));
            } else {
                controller.tick();
                tick += delayMillis * MILLI;
            }
            longestQueue = Math.max(longestQueue, queue.size());
            takeBatches();
            leaveIdle();
        }
    }

    private void takeBatches() {
        while (!queue.isEmpty() && !free.isEmpty()) {
            free.remove();
            int events = 0;
            long took = 0;
            while (!queue.isEmpty() && events < maxBatch) {
                events++;
                took += queue.remove() ? queryNanos : 0;
            }
            busy.add(new Busy(now + took, events));
        }
    }

    private void leaveIdle() {
        while (!free.isEmpty() && threads() > 1 && now - free.element() > idleNanos) {
            free.remove();
        }
    }

    @Override
    public String name() {
        return "router";
    }

    @Override
    public int metric() {
        return queue.size();
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public int threads() {
        return busy.size() + free.size();
    }

    @Override
    public void grow() {
        free.add(now);
        mostThreads = Math.max(mostThreads, threads());
    }

    @Override
    public void resize(int threads) {
        throw new AssertionError("only autoMaxDetect resizes");
    }

    @Override
    public long totalEvents() {
        return handled;
    }

    @Override
    public long millis() {
        return now / MILLI;
    }

    @Override
    public long nanos() {
        return now;
    }
}
