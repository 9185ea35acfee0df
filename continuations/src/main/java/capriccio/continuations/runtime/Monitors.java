package capriccio.continuations.runtime;

import capriccio.continuations.runtime.MonitorTable.Bucket;
import capriccio.continuations.runtime.MonitorTable.Entry;
import capriccio.continuations.runtime.MonitorTable.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * The monitors of woven code: {@code synchronized}, {@code wait}, {@code notify}, for user and platform threads alike,
 * held across suspensions. This class is woven itself, for its contended paths suspend.
 */
public final class Monitors {
    /*
     * Implementation overview
     *
     * Ownership is handed directly to the first waiter, in the order of arrival, so a waiter only has to look at its
     * own 'granted', there is no barging, and a notified thread never wakes to find the monitor taken.
     *
     * Two locks for one object
     * ------------------------
     * Code that is not woven takes the JVM's own monitor, the real one. The two meet by three rules:
     *
     * 1. Code of the JDK that locks objects which a program can lock too takes both, the real one first: a retransformed
     *    synchronized method, whose flag cannot go, and classes that are 'doubled' (ForeignMonitors).
     * 2. Who waits here while it holds the real monitor waits on the real monitor, and so gives it up (RealMonitor).
     *    Hence the real monitor of an object is never what the owner of its entry waits for.
     * 3. Nobody but rule 1 holds both, and woven code holds the entry alone, so it can suspend.
     */
    private Monitors() {}

    /**
     * {@code monitorenter} in the program. A suspend point, whose caller need not ask whether to leave: nothing may fail
     * between the monitor's being taken and the handler that gives it back, and a call can, for want of stack.
     *
     * @return true if the caller must save its frame and leave: what a woven method returns that suspends
     */
    public static boolean enter(Object o) {
        if (o.getClass() != Object.class && ForeignMonitors.isLockedElsewhere(o)) {
            RealMonitor.drain(o);
        }
        Waiter w = acquire(o);
        if (w != null) {
            await(o, w);
        }
        return false;
    }

    /** {@code monitorenter} where the JDK itself is woven; as {@link #enter}. */
    public static boolean enterInJdk(Object o) {
        Waiter w = acquire(o);
        if (w != null) {
            await(o, w);
        }
        return false;
    }

    /** The same inside a JDK method that holds the object's real monitor because of its {@code synchronized} flag. */
    public static void enterSynchronized(Object o) {
        Waiter w = acquire(o);
        if (w != null) {
            await(o, w);
        }
    }

    /** Null if entered; else the place in the queue. */
    private static @Nullable Waiter acquire(Object o) {
        if (MonitorExit.isOwing()) {
            MonitorExit.settle();
        }
        Thread me = UserThread.currentThread();
        Bucket b = MonitorTable.bucket(o);
        Waiter w = null;
        b.lock();
        try {
            Entry e = b.find(o);
            if (e == null) {
                e = b.add(o);
            }
            Thread owner = e.owner;
            if (owner == null) {
                e.owner = me;
                e.count = 1;
            } else if (owner == me) {
                e.count++;
            } else {
                w = new Waiter(me, UserThread.current(), 1, RealMonitor.waitsThere(o));
                e.addEntering(w);
            }
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        try {
            b.unlock();
        } catch (StackOverflowError e) {
            b.locked = false; // entered all the same
        }
        return w;
    }

    /** Waits to be granted the monitor. If waiting fails, the place in the queue goes, or the monitor. */
    private static void await(Object o, Waiter w) {
        boolean interrupted = false;
        try {
            while (!w.granted) {
                if (w.real) {
                    interrupted |= RealMonitor.awaitGrant(o, w);
                } else if (w.user != null) {
                    w.user.entering = o;
                    UserThread.park(false, 0);
                } else {
                    interrupted |= RealMonitor.parkPlatform();
                }
            }
        } catch (Throwable t) {
            if (w.user != null) {
                w.user.entering = null;
            }
            abandon(o, w);
            throw t;
        }
        if (w.user != null) {
            w.user.entering = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void abandon(Object o, Waiter w) {
        Bucket b = MonitorTable.bucket(o);
        Waiter next = null;
        b.lock();
        try {
            Entry e = b.find(o);
            if (e != null) {
                if (w.granted) {
                    next = e.grant();
                } else {
                    e.removeEntering(w);
                }
                b.releaseIfUnused(e);
            }
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        b.unlock();
        if (next != null) {
            MonitorExit.tell(o, next);
        }
    }

    /** {@code monitorexit}, for the runtime's own use. */
    public static void exit(Object o) {
        MonitorExit.exit(o);
    }

    private static IllegalMonitorStateException notOwner() {
        return new IllegalMonitorStateException("current thread is not owner");
    }

    public static void waitOn(Object o) throws InterruptedException {
        waitOn(o, false, 0);
    }

    public static void waitOn(Object o, long millis) throws InterruptedException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        waitOn(o, millis > 0, millis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000);
    }

    /** As the JDK, which rounds nanoseconds up to a millisecond. */
    public static void waitOn(Object o, long millis, int nanos) throws InterruptedException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        if (nanos < 0 || nanos > 999_999) {
            throw new IllegalArgumentException("nanosecond timeout value out of range");
        }
        waitOn(o, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    private static void waitOn(Object o, boolean timed, long nanos) throws InterruptedException {
        if (!owns(o)) {
            RealMonitor.waitOn(o, timed, nanos); // throws, unless unwoven code below holds the real monitor
            return;
        }
        if (Scheduler.clearInterrupt()) {
            throw new InterruptedException();
        }
        long deadline = System.nanoTime() + nanos;
        Waiter w = beginWait(o);
        boolean interrupted = false;
        try {
            while (w.waiting && !w.granted) {
                if (Scheduler.isInterrupted()) {
                    interrupted = stopWaiting(o, w);
                } else if ((timed && deadline - System.nanoTime() <= 0) || RealMonitor.isEndedPlatformThread(o)) {
                    stopWaiting(o, w);
                } else if (w.real) {
                    RealMonitor.awaitNotification(o, w, timed, deadline);
                } else if (w.user != null) {
                    boolean look = o instanceof Thread;
                    UserThread.park(timed || look, look ? RealMonitor.nextLook(timed, deadline) : deadline);
                } else {
                    RealMonitor.parkPlatform(o, timed, deadline);
                }
            }
            if (interrupted) {
                Scheduler.clearInterrupt();
            }
        } catch (Throwable t) {
            stopWaiting(o, w);
            RealMonitor.awaitAtAnyPrice(w); // the caller's exit will want the monitor
            throw t;
        }
        if (!w.granted) {
            await(o, w);
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    private static boolean owns(Object o) {
        if (MonitorExit.isOwing()) {
            MonitorExit.settle();
        }
        Thread me = UserThread.currentThread();
        Bucket b = MonitorTable.bucket(o);
        b.lock();
        Entry e;
        try {
            e = b.find(o);
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        boolean owns = e != null && e.owner == me;
        b.unlock();
        return owns;
    }

    /** Gives the monitor up, wholly, and joins the wait set. */
    private static Waiter beginWait(Object o) {
        Thread me = UserThread.currentThread();
        UserThread user = UserThread.current();
        boolean real = RealMonitor.waitsThere(o);
        Bucket b = MonitorTable.bucket(o);
        Waiter w;
        Waiter next;
        b.lock();
        try {
            Entry e = b.find(o);
            if (e == null || e.owner != me) {
                throw notOwner();
            }
            w = new Waiter(me, user, e.count, real);
            e.addWaiting(w);
            next = e.grant();
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        b.unlock();
        if (next != null) {
            MonitorExit.tell(o, next);
        }
        return w;
    }

    /** Leaves the wait set for the entry queue. False if a notification came first. */
    private static boolean stopWaiting(Object o, Waiter w) {
        Bucket b = MonitorTable.bucket(o);
        b.lock();
        if (!w.waiting) {
            b.unlock();
            return false;
        }
        try {
            Entry e = b.find(o);
            if (e != null) {
                e.leaveWaitSet(w);
            }
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        b.unlock();
        return true;
    }

    public static void notifyOne(Object o) {
        signal(o, false);
    }

    public static void notifyEvery(Object o) {
        signal(o, true);
    }

    /** Moves waiters to the entry queue: they get the monitor when the caller leaves it. */
    private static void signal(Object o, boolean all) {
        Thread me = UserThread.currentThread();
        Bucket b = MonitorTable.bucket(o);
        b.lock();
        Entry e;
        try {
            e = b.find(o);
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        if (e == null || e.owner != me) {
            b.unlock();
            RealMonitor.notifyAny(o, all); // throws, unless unwoven code below holds the real monitor
            return;
        }
        try {
            do {
                e.notifyFirst();
            } while (all && e.waiting != null);
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        b.unlock();
    }

    public static boolean holdsLock(Object o) {
        if (MonitorExit.isOwing()) {
            MonitorExit.settle(); // the caller may have left it where its stack overflowed
        }
        return owns(o) || Thread.holdsLock(o);
    }

    /** Frees every monitor of a thread that cannot run any more, so that others do not wait for ever. */
    static void releaseAll(Thread ended) {
        for (int i = 0; i < MonitorTable.buckets(); i++) {
            Bucket b = MonitorTable.bucket(i);
            while (releaseOne(b, ended)) {
                Thread.onSpinWait(); // the next one
            }
        }
    }

    private static boolean releaseOne(Bucket b, Thread ended) {
        Object freed = null;
        Waiter next = null;
        b.lock();
        for (Entry e = b.entries; e != null && freed == null; e = e.next) {
            if (e.owner == ended) {
                freed = e.object;
                next = e.grant();
                b.releaseIfUnused(e);
            }
        }
        b.unlock();
        if (freed != null && next != null) {
            MonitorExit.tell(freed, next);
        }
        return freed != null;
    }
}
