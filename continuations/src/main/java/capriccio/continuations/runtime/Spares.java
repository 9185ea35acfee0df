package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Carriers that have retired and wait a while to be wanted again, as the next call that blocks may want them: to start one
 * costs 50 to 100 µs.
 */
final class Spares {
    private static final int MOST = 64;
    private static final long PATIENCE_NANOS = 1_000_000_000;

    // guarded by this
    private final Carrier[] waiting = new Carrier[MOST];
    private int count;

    /** One that is to carry on, once it is unparked; null if there is none. */
    synchronized @Nullable Carrier take() {
        if (count == 0) {
            return null;
        }
        Carrier c = waiting[--count];
        c.recalled = true;
        return c;
    }

    /** On a carrier that has retired. False if it is to end. */
    boolean awaitRecall(Carrier c, Scheduler.Host host) {
        synchronized (this) {
            if (count == MOST) {
                return false;
            }
            c.recalled = false;
            waiting[count++] = c;
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            long left = deadline - System.nanoTime();
            host.park(true, Math.max(left, 1));
            synchronized (this) {
                if (c.recalled) {
                    return true;
                } else if (left <= 0) {
                    remove(c);
                    return false;
                }
            }
        }
    }

    private void remove(Carrier c) {
        for (int i = 0; i < count; i++) {
            if (waiting[i] == c) {
                waiting[i] = waiting[--count];
                return;
            }
        }
    }
}
