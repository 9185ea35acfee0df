package capriccio.knot.server;

import capriccio.knot.cache.PageCache;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what a server does, in the manner of the original Knot: throughput, accepts, hit rate, active connections. */
public final class ServerStats {
    private static final long MIN_INTERVAL_NANOS = 1_000_000_000;

    private final PageCache cache;
    private final long startNanos = System.nanoTime();
    private final LongAdder accepts = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder responses = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicInteger active = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    // The last interval's end and what had been counted then, and its rate; guarded by lock.
    private long intervalNanos = startNanos;
    private long intervalResponses;
    private double responsesPerSecond;

    ServerStats(PageCache cache) {
        this.cache = cache;
    }

    /** Counts a connection that gets a thread, until {@link #onClosed}. */
    void onAccepted() {
        accepts.increment();
        active.incrementAndGet();
    }

    void onRefused() {
        refused.increment();
    }

    void onClosed() {
        active.decrementAndGet();
    }

    void onResponse(int status, long length) {
        responses.increment();
        bytes.add(length);
        if (status >= 400) {
            errors.increment();
        }
    }

    /** Connections that have a thread now. */
    public int active() {
        return active.get();
    }

    /** Connections accepted so far, without the refused ones. */
    public long accepts() {
        return accepts.sum();
    }

    /** Responses written so far. */
    public long responses() {
        return responses.sum();
    }

    /** All figures as one line for a log. */
    public String toLine() {
        return String.format(
                Locale.ROOT,
                "knot: %.0f responses/s, %d accepts, %.1f %% hits, %d active, %d refused, %d errors",
                throughput(),
                accepts(),
                100 * hitRate(),
                active(),
                refused.sum(),
                errors.sum());
    }

    /** All figures as a JSON object. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"uptimeSeconds\": %.3f, \"responsesPerSecond\": %.1f, \"responses\": %d, \"errors\": %d, "
                        + "\"bytes\": %d, \"accepts\": %d, \"refused\": %d, \"activeConnections\": %d, "
                        + "\"cacheHits\": %d, \"cacheMisses\": %d, \"cacheHitRate\": %.4f}%n",
                (System.nanoTime() - startNanos) / 1e9,
                throughput(),
                responses(),
                errors.sum(),
                bytes.sum(),
                accepts(),
                refused.sum(),
                active(),
                cache.hits(),
                cache.misses(),
                hitRate());
    }

    private double hitRate() {
        long hits = cache.hits();
        long all = hits + cache.misses();
        return all == 0 ? 0 : (double) hits / all;
    }

    /** Responses per second since the last reading that was at least a second ago. */
    private double throughput() {
        lock.lock();
        try {
            long now = System.nanoTime();
            long elapsed = now - intervalNanos;
            if (elapsed >= MIN_INTERVAL_NANOS) {
                long count = responses.sum();
                responsesPerSecond = (count - intervalResponses) * 1e9 / elapsed;
                intervalResponses = count;
                intervalNanos = now;
            }
            return responsesPerSecond;
        } finally {
            lock.unlock();
        }
    }
}
