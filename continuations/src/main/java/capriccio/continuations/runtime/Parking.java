package capriccio.continuations.runtime;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls in place of {@link LockSupport}, and of what the JDK does to avoid a park where a user thread
 * need not. Each is a suspend point without a frame of its own, so that a user thread saves and re-enters the frames of
 * the program and the lock alone. Not woven; called by woven code, hence public.
 */
public final class Parking {
    private Parking() {}

    public static void park(@Nullable Object blocker) {
        UserThread u = UserThread.current();
        if (u == null) {
            LockSupport.park(blocker);
        } else {
            park(u, blocker, false, 0);
        }
    }

    public static void park() {
        UserThread u = UserThread.current();
        if (u == null) {
            LockSupport.park();
        } else {
            park(u, null, false, 0);
        }
    }

    public static void parkNanos(@Nullable Object blocker, long nanos) {
        UserThread u = UserThread.current();
        if (u == null) {
            LockSupport.parkNanos(blocker, nanos);
        } else if (nanos > 0) {
            park(u, blocker, true, nanos);
        }
    }

    public static void parkNanos(long nanos) {
        parkNanos(null, nanos);
    }

    public static void parkUntil(@Nullable Object blocker, long millis) {
        UserThread u = UserThread.current();
        if (u == null) {
            LockSupport.parkUntil(blocker, millis);
        } else {
            park(u, blocker, true, nanosUntil(millis));
        }
    }

    public static void parkUntil(long millis) {
        parkUntil(null, millis);
    }

    /**
     * {@code managedBlock}, once round its loop, for a user thread that is no worker of a pool and whose {@code blocker}
     * only parks. False for all others; nothing was done then.
     */
    static boolean parkManaged(ForkJoinPool.ManagedBlocker blocker) {
        UserThread u = UserThread.current();
        if (u == null || !u.scheduler.host().parksBare(u.thread(), blocker)) {
            return false;
        }
        if (!blocker.isReleasable()) {
            park(u, null, false, 0);
        }
        return true;
    }

    /** Spinning on the carrier that whoever is waited for may need is in vain: it is given up to others, if there are any. */
    public static void onSpinWait() {
        UserThread u = UserThread.current();
        if (u != null && u.scheduler.policy().hasWork()) {
            UserThread.yieldNow();
        } else {
            Thread.onSpinWait();
        }
    }

    /** How many spins, or processors to spin on, of {@code n} there are for the calling thread. */
    public static int spins(int n) {
        return n > 1 && UserThread.current() != null ? 1 : n;
    }

    /** On {@code u}, the calling thread. An interrupt ends it too; {@code LockSupport.getBlocker} sees {@code blocker} meanwhile. */
    private static void park(UserThread u, @Nullable Object blocker, boolean timed, long nanos) {
        Scheduler.Host host = u.scheduler.host();
        if (host.isInterrupted(u.thread()) || (timed && nanos <= 0)) {
            return;
        }
        if (blocker != null) {
            host.setParkBlocker(u.thread(), blocker);
        }
        UserThread.park(timed, timed ? System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2) : 0);
        if (blocker != null) {
            if (u.isParking()) {
                u.showsBlocker = true; // its frames are leaving; cleared when it runs again
            } else {
                host.setParkBlocker(u.thread(), null);
            }
        }
    }

    /**
     * {@code Unsafe.park} on any thread.
     *
     * @param unsafe on which the program called it
     * @param absolute if {@code time} is of {@link System#currentTimeMillis}; else it is in nanoseconds, 0 for ever
     */
    public static void park(Object unsafe, boolean absolute, long time) {
        boolean timed = absolute || time != 0;
        long nanos = absolute ? nanosUntil(time) : Math.min(time, Long.MAX_VALUE / 2);
        UserThread u = UserThread.current();
        if (u == null) {
            Scheduler.parkPlatform(timed, nanos);
        } else {
            park(u, null, timed, nanos);
        }
    }

    private static long nanosUntil(long millis) {
        long left = millis - System.currentTimeMillis();
        return left > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : left * 1_000_000;
    }
}
