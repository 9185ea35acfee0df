package capriccio.seda.control;

import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.SourceIF;

/** What a stage has on hand. Safe for any thread. */
public final class StageLoad {
    private final SourceIF source;
    private final AtomicInteger inHandlers = new AtomicInteger();
    private volatile int threads = 1;

    /** The load of the stage with this queue. */
    public StageLoad(SourceIF source) {
        this.source = source;
    }

    /** A batch of so many events enters a handler. */
    public void entered(int events) {
        inHandlers.addAndGet(events);
    }

    /** A batch of so many events has left its handler. */
    public void left(int events) {
        inHandlers.addAndGet(-events);
    }

    /** Events queued, reserved, or in handlers. */
    public int outstanding() {
        return source.size() + inHandlers.get();
    }

    /** Events that handlers have and have not finished. */
    public int inHandlers() {
        return inHandlers.get();
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
