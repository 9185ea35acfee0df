package capriccio.blockinggraph.policy;

import capriccio.continuations.runtime.UserThread;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long runnable threads wait before they go: one at a time is watched, so that others cost a comparison. Under the
 * shard's lock, but for {@link #nanos}.
 */
final class Delay {
    /** Weight of a new sample. */
    private static final double NEWS = 0.25;
    /** Threads between two that are watched. */
    private static final int ONE_IN = 8;
    /** If nobody waited for so long, there is no delay. */
    private static final long FORGET_NANOS = 200_000_000;

    private final LongSupplier clock;
    private @Nullable UserThread watched;
    private @Nullable NodeQueue queue;
    private int untilNext = 1;
    private volatile long mean;
    private volatile long sampledAt;
    /** Since when the watched one waits; 0 if none is watched. */
    private volatile long since;

    Delay(LongSupplier clock) {
        this.clock = clock;
    }

    void onAdded(UserThread thread, NodeQueue to) {
        if (watched == null && !to.held && --untilNext <= 0) {
            untilNext = ONE_IN;
            since = clock.getAsLong() | 1;
            queue = to;
            watched = thread;
        }
    }

    void onTaking(@Nullable UserThread thread) {
        if (thread != null && thread == watched) {
            long now = clock.getAsLong();
            long before = mean;
            mean = before + Math.round((now - since - before) * NEWS);
            sampledAt = now;
            stop();
        }
    }

    /** A thread that is held back does not wait for a carrier. */
    void stopIfHeld() {
        NodeQueue q = queue;
        if (q != null && q.held) {
            stop();
        }
    }

    void stop() {
        watched = null;
        queue = null;
        since = 0;
    }

    long nanos() {
        long s = since;
        long now = clock.getAsLong();
        if (s != 0) {
            return Math.max(mean, now - s);
        }
        return now - sampledAt < FORGET_NANOS ? mean : 0;
    }
}
