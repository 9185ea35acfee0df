package capriccio.seda.control;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import seda.sandStorm.core.FiniteQueue;

/** What a stage has on hand. Safe for any thread. */
public final class StageLoad {
    private final FiniteQueue queue;
    private final AtomicInteger inHandlers = new AtomicInteger();
    private final AtomicLong finished = new AtomicLong();
    private volatile int threads = 1;

    /** The load of the stage with this queue. */
    public StageLoad(FiniteQueue queue) {
        this.queue = queue;
    }

    /** A batch of so many events enters a handler. */
    public void entered(int events) {
        inHandlers.addAndGet(events);
    }

    /** A batch of so many events has left its handler. */
    public void left(int events) {
        inHandlers.addAndGet(-events);
        finished.addAndGet(events);
    }

    /**
     * Whether every event that has ever been added has left its handler. Unlike {@link #outstanding} it misses none that a
     * thread has taken and not entered with yet; a handler that empties its queue by itself is never quiet again.
     */
    public boolean isQuiet() {
        long done = finished.get(); // before: it never overtakes what is enqueued
        return queue.totalEnqueued() == done && queue.size() == 0;
    }

    /** Events queued, reserved, or in handlers. */
    public int outstanding() {
        return queue.size() + inHandlers.get();
    }

    /** Threads that run the handler, at least 1. */
    public int threads() {
        return threads;
    }

    /** Says how many threads there are now. */
    public void setThreads(int count) {
        threads = Math.max(1, count);
    }
}
