package capriccio.continuations.runtime;

import capriccio.continuations.runtime.MonitorTable.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own monitors, where {@link Monitors} meets code that takes them; and the waking of waiters of either kind.
 * Never woven.
 *
 * <p>A thread that waits in {@code Monitors} while it holds the object's real monitor (it is in a {@code synchronized}
 * method of the JDK, or under one) waits on the real monitor and thereby gives it up, so that the owner of the entry can
 * go through such methods meanwhile.
 */
final class RealMonitor {
    /** How often a wait that nobody can be relied on to end looks again. */
    static final long LOOK_NANOS = 2_000_000;

    private RealMonitor() {}

    /** True if the caller, should it wait for a monitor of {@code o}, has to give up the real one meanwhile. */
    static boolean waitsThere(Object o) {
        return Thread.holdsLock(o) && !UserThread.canUnwind(); // suspending leaves the frames that hold it
    }

    /** Waits until anyone has left or told something. True if the platform thread was interrupted meanwhile. */
    @SuppressWarnings("WaitNotInLoop") // the caller's
    static boolean awaitGrant(Object o, Waiter w) {
        UserThread u = UserThread.beginWaiting();
        try {
            synchronized (o) {
                while (!w.granted) {
                    o.wait();
                }
            }
        } catch (InterruptedException e) {
            return true;
        } finally {
            UserThread.endBlocking(u);
        }
        return false;
    }

    /** The same until a notification, the deadline, or an interruption, which it leaves set. */
    @SuppressWarnings("WaitNotInLoop") // the caller's
    static void awaitNotification(Object o, Waiter w, boolean timed, long deadline) {
        UserThread u = UserThread.beginWaiting();
        try {
            synchronized (o) {
                if (!w.granted) {
                    o.wait(slice(u, timed, deadline));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            UserThread.endBlocking(u);
        }
    }

    /** Milliseconds; 0 for ever. A user thread looks for interruptions, which do not reach its carrier. */
    private static long slice(@Nullable UserThread u, boolean timed, long deadline) {
        long look = LOOK_NANOS / 1_000_000;
        if (!timed) {
            return u == null ? 0 : look;
        }
        long left = Math.max(1, (deadline - System.nanoTime() + 999_999) / 1_000_000);
        return u == null ? left : Math.min(left, look);
    }

    /**
     * {@code wait} of a thread without an entry: a method of the program that JDK code calls from inside its own
     * monitor.
     *
     * @throws IllegalMonitorStateException if the caller does not hold that either
     */
    @SuppressWarnings("WaitNotInLoop") // returns spuriously, as it may
    static void waitOn(Object o, boolean timed, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        UserThread u = Thread.holdsLock(o) ? UserThread.beginWaiting() : null;
        try {
            if (u != null && Scheduler.clearInterrupt()) {
                throw new InterruptedException();
            }
            o.wait(slice(u, timed, deadline));
        } finally {
            UserThread.endBlocking(u);
        }
    }

    @SuppressWarnings("NakedNotify")
    static void notifyAny(Object o, boolean all) {
        if (all) {
            o.notifyAll();
        } else {
            o.notify();
        }
    }

    /** Lets code that entered the real monitor before its class was doubled finish first. */
    @SuppressWarnings("EmptyBlock")
    static void drain(Object o) {
        synchronized (o) {
            // nothing: to have had it is enough
        }
    }

    /** For a thread that has no stack or heap left to park. */
    static void awaitAtAnyPrice(Waiter w) {
        UserThread u = UserThread.beginBlocking();
        while (!w.granted) {
            Scheduler.osYield();
        }
        UserThread.endBlocking(u);
    }

    /** Blocks a platform thread until unparked; an interruption does not end it, but is returned. */
    static boolean parkPlatform() {
        boolean interrupted = Thread.interrupted();
        Scheduler.parkPlatform(false, 0);
        return interrupted;
    }

    static void parkPlatform(Object o, boolean timed, long deadline) {
        boolean look = o instanceof Thread;
        long until = look ? nextLook(timed, deadline) : deadline;
        Scheduler.parkPlatform(timed || look, timed || look ? until - System.nanoTime() : 0);
    }

    /** When a wait on a thread looks again whether it has ended. */
    static long nextLook(boolean timed, long deadline) {
        long look = System.nanoTime() + LOOK_NANOS;
        return timed && deadline - look < 0 ? deadline : look;
    }

    /** The JVM notifies those on the real monitor of a platform thread when it ends, and nobody else. */
    static boolean isEndedPlatformThread(Object o) {
        return o instanceof Thread t && t.getState() == Thread.State.TERMINATED;
    }

    /** Unblocks a thread that was granted the monitor of {@code o}. */
    static void wake(Object o, Waiter w) {
        if (w.real) {
            signal(o);
        } else if (w.user != null) {
            w.user.unpark();
        } else {
            Scheduler.unparkPlatform(w.who);
        }
    }

    private static void signal(Object o) {
        synchronized (o) {
            o.notifyAll(); // others that wait on the real monitor see a spurious wake-up, which they must expect
        }
    }
}
