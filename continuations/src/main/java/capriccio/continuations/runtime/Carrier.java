package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** A platform thread that runs user threads, one at a time. */
public final class Carrier extends Thread {
    /** Dispatches between two looks at the poller while there is work; prime, so that it beats with no program. */
    private static final int DISPATCHES_PER_POLL = 61;

    final int index;
    final Capture capture = new Capture();
    final Resume resume = new Resume();
    final Turn turn = new Turn();
    final ChunkPool chunks = new ChunkPool();
    private final Scheduler scheduler;
    final Backend backend;

    /** The user thread that runs here; only written on this carrier. */
    @Nullable UserThread mounted;
    /** Unwoven or unsuspendable frames of the mounted thread; above zero, it is pinned. */
    int pins;
    /** The mounted thread is leaving its frames: woven code saves them and returns. */
    boolean unwinding;

    private int dispatches;
    /** When the last dispatch ended, if the next one follows at once; else 0. Saves half of the clock reads. */
    private long lastEnd;

    Carrier(Scheduler scheduler, int index) {
        super(null, null, "capriccio-carrier-" + index, 0, false);
        this.scheduler = scheduler;
        this.backend = scheduler.backend();
        this.index = index;
        setDaemon(true);
    }

    /** The carrier that the caller runs on, or null on any other platform thread. */
    static @Nullable Carrier current() {
        Thread t = Thread.currentThread();
        if (t instanceof Carrier c) {
            return c;
        }
        return Current.carrierOf(t);
    }

    static Carrier currentOrThrow() {
        return (Carrier) Thread.currentThread();
    }

    public int index() {
        return index;
    }

    @Override
    public void run() {
        while (true) {
            UserThread next = scheduler.policy().next(index);
            if (next == null || ++dispatches >= DISPATCHES_PER_POLL) {
                dispatches = 0;
                lastEnd = 0;
                scheduler.pollNow();
            }
            if (next != null) {
                mount(next);
            } else if (!scheduler.idle(this)) {
                return;
            }
        }
    }

    /** Runs {@code thread} until it suspends or ends, then acts on how it left. */
    private void mount(UserThread thread) {
        thread.onMount();
        mounted = thread;
        pins = 0;
        turn.flip();
        long begun = lastEnd == 0 ? System.nanoTime() : lastEnd;
        boolean ended = backend.run(this, thread);
        turn.flip();
        turn.takeRequest(); // meant for the thread that has left
        mounted = null;
        long now = System.nanoTime();
        lastEnd = now;
        long ran = now - begun;
        if (ended) {
            thread.onEnd(ran, index);
        } else {
            thread.onUnmount(ran, index);
        }
    }

    /** Gives up the suspension that is under way: what it has saved is dropped, and the thread goes on with the error. */
    <T extends Throwable> T abandon(T error) {
        unwinding = false;
        capture.clear();
        return error;
    }
}
