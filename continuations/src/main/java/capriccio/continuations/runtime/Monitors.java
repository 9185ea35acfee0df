package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The monitors of woven code: {@code synchronized}, {@code wait}, {@code notify}, for user and platform threads alike,
 * held across suspensions. This class is woven itself, for its contended paths suspend.
 */
public final class Monitors {
    /*
     * Implementation overview
     *
     * A table from object identity to an entry {owner, count, who waits to enter, who waits to be notified}. An entry
     * exists while the monitor is held or waited for; entries are pooled in their bucket. A bucket is guarded by a spin
     * lock that is held for tens of nanoseconds and never across a suspension: one compare-and-set in, one store out.
     * Ownership is handed directly to the first waiter, so a waiter only has to look at its own 'granted'.
     */
    private static final int BUCKETS = 1 << 12;
    private static final Bucket[] table = new Bucket[BUCKETS];

    static {
        for (int i = 0; i < BUCKETS; i++) {
            table[i] = new Bucket();
        }
    }

    /** One thread that waits to enter or to be notified. */
    static final class Waiter {
        final Thread who;
        final @Nullable UserThread user;
        /** Recursion count to own the monitor with once granted. */
        final int count;
        /** True if it holds the object's real monitor and waits on that. */
        boolean real;

        @Nullable Waiter next;
        volatile boolean granted;
        /** In the wait set; guarded by the bucket. */
        boolean waiting;

        Waiter(Thread who, @Nullable UserThread user, int count) {
            this.who = who;
            this.user = user;
            this.count = count;
        }
    }

    private static final class Entry {
        @Nullable Object object;
        @Nullable Thread owner;
        int count;
        @Nullable Waiter entering;
        @Nullable Waiter waiting;
        @Nullable Entry next;

        static @Nullable Waiter append(@Nullable Waiter head, Waiter w) {
            w.next = null;
            if (head == null) {
                return w;
            }
            Waiter last = head;
            for (Waiter n = last.next; n != null; n = n.next) {
                last = n;
            }
            last.next = w;
            return head;
        }

        /** Hands a free monitor to the first thread that waits to enter; returns it, to be woken. */
        @Nullable Waiter grant() {
            Waiter w = entering;
            if (w == null) {
                owner = null;
                return null;
            }
            entering = w.next;
            owner = w.who;
            count = w.count;
            w.granted = true;
            return w;
        }

        void moveToEntering(Waiter w) {
            w.waiting = false;
            entering = append(entering, w);
        }

        void removeWaiting(Waiter w) {
            if (waiting == w) {
                waiting = w.next;
                return;
            }
            for (Waiter p = waiting; p != null; p = p.next) {
                if (p.next == w) {
                    p.next = w.next;
                    return;
                }
            }
        }
    }

    private static final class Bucket {
        static final VarHandle LOCKED;

        static {
            try {
                LOCKED = MethodHandles.lookup().findVarHandle(Bucket.class, "locked", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("UnusedVariable") // through LOCKED
        private volatile boolean locked;

        private @Nullable Entry entries;
        private @Nullable Entry free;

        void lock() {
            int spins = 0;
            while (!LOCKED.compareAndSet(this, false, true)) {
                if (++spins > 100) {
                    Scheduler.osYield(); // its owner's platform thread has lost the CPU
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        void unlock() {
            LOCKED.setRelease(this, false); // pairs with the next compareAndSet
        }

        @Nullable Entry find(Object o) {
            Entry e = entries;
            while (e != null && e.object != o) {
                e = e.next;
            }
            return e;
        }

        Entry add(Object o) {
            Entry e = free;
            if (e == null) {
                e = new Entry();
            } else {
                free = e.next;
            }
            e.object = o;
            e.next = entries;
            entries = e;
            return e;
        }

        /** Pools the entry once nothing needs it. */
        void releaseIfUnused(Entry e) {
            if (e.owner != null || e.entering != null || e.waiting != null) {
                return;
            }
            if (entries == e) {
                entries = e.next;
            } else {
                Entry p = entries;
                while (p != null && p.next != e) {
                    p = p.next;
                }
                if (p != null) {
                    p.next = e.next;
                }
            }
            e.object = null;
            e.next = free;
            free = e;
        }
    }

    private Monitors() {}

    private static Bucket bucket(Object o) {
        int h = System.identityHashCode(o);
        return table[(h ^ h >>> 12) & BUCKETS - 1];
    }

    /** {@code monitorenter}. A suspend point. */
    public static void enter(Object o) {
        Waiter w = tryEnter(o);
        if (w != null) {
            while (!w.granted) {
                park(false, 0);
            }
        }
    }

    /** The same inside a JDK method that holds the object's real monitor because of its {@code synchronized} flag. */
    public static void enterSynchronized(Object o) {
        Waiter w = tryEnterReal(o);
        if (w == null) {
            return;
        }
        if (w.real) {
            RealMonitor.awaitGrant(o, w);
            return;
        }
        while (!w.granted) {
            park(false, 0);
        }
    }

    private static @Nullable Waiter tryEnterReal(Object o) {
        Carrier c = Carrier.current();
        boolean suspends = c != null && c.mounted != null && c.pins == 0;
        return acquire(o, !suspends);
    }

    private static @Nullable Waiter tryEnter(Object o) {
        return acquire(o, false);
    }

    /** Null if entered; else the place in the queue. */
    private static @Nullable Waiter acquire(Object o, boolean real) {
        Thread me = UserThread.currentThread();
        Bucket b = bucket(requireObject(o));
        b.lock();
        Entry e = b.find(o);
        if (e == null) {
            e = b.add(o);
        }
        Thread owner = e.owner;
        Waiter w = null;
        if (owner == null) {
            e.owner = me;
            e.count = 1;
        } else if (owner == me) {
            e.count++;
        } else {
            w = new Waiter(me, UserThread.current(), 1);
            w.real = real;
            e.entering = Entry.append(e.entering, w);
        }
        b.unlock();
        return w;
    }

    private static Object requireObject(@Nullable Object o) {
        if (o == null) {
            throw new NullPointerException("synchronized on null");
        }
        return o;
    }

    /** {@code monitorexit}. */
    public static void exit(Object o) {
        Bucket b = bucket(requireObject(o));
        Waiter next = null;
        b.lock();
        Entry e = b.find(o);
        if (e == null || e.owner != UserThread.currentThread()) {
            b.unlock();
            throw new IllegalMonitorStateException("the current thread does not own the monitor");
        }
        if (--e.count == 0) {
            next = e.grant();
            b.releaseIfUnused(e);
        }
        b.unlock();
        wake(o, next);
    }

    private static void wake(Object o, @Nullable Waiter w) {
        if (w == null) {
            return;
        }
        if (w.real) {
            RealMonitor.signal(o);
        } else if (w.user != null) {
            w.user.unpark();
        } else {
            Scheduler.unparkPlatform(w.who);
        }
    }

    public static void waitOn(Object o) throws InterruptedException {
        await(o, false, 0);
    }

    public static void waitOn(Object o, long millis) throws InterruptedException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        await(o, millis > 0, millis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000);
    }

    public static void waitOn(Object o, long millis, int nanos) throws InterruptedException {
        if (millis < 0 || nanos < 0 || nanos > 999_999) {
            throw new IllegalArgumentException("timeout value is out of range");
        }
        waitOn(o, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    private static void await(Object o, boolean timed, long nanos) throws InterruptedException {
        if (Scheduler.clearInterrupt()) {
            throw new InterruptedException();
        }
        long deadline = System.nanoTime() + nanos;
        Waiter w = beginWait(o);
        boolean interrupted = false;
        while (!w.granted) {
            if (w.waiting && !interrupted && Scheduler.isInterrupted()) {
                interrupted = stopWaiting(o, w);
            } else if (timed && w.waiting && deadline - System.nanoTime() <= 0) {
                stopWaiting(o, w);
            } else {
                park(timed && w.waiting, deadline);
            }
        }
        if (interrupted) {
            Scheduler.clearInterrupt();
            throw new InterruptedException();
        }
    }

    private static Waiter beginWait(Object o) {
        Bucket b = bucket(o);
        b.lock();
        Entry e = b.find(o);
        if (e == null || e.owner != UserThread.currentThread()) {
            b.unlock();
            throw new IllegalMonitorStateException("the current thread does not own the monitor");
        }
        Waiter w = new Waiter(UserThread.currentThread(), UserThread.current(), e.count);
        w.waiting = true;
        e.waiting = Entry.append(e.waiting, w);
        Waiter next = e.grant();
        b.unlock();
        wake(o, next);
        return w;
    }

    /** Leaves the wait set for the entry queue. False if a notification came first. */
    private static boolean stopWaiting(Object o, Waiter w) {
        Bucket b = bucket(o);
        b.lock();
        if (!w.waiting) {
            b.unlock();
            return false;
        }
        Entry e = b.find(o);
        if (e != null) {
            e.removeWaiting(w);
            e.moveToEntering(w);
            if (e.owner == null) {
                e.grant(); // to this very thread: nobody else waits to enter a free monitor
            }
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

    private static void signal(Object o, boolean all) {
        Bucket b = bucket(requireObject(o));
        b.lock();
        Entry e = b.find(o);
        if (e == null || e.owner != UserThread.currentThread()) {
            b.unlock();
            throw new IllegalMonitorStateException("the current thread does not own the monitor");
        }
        Waiter w = e.waiting;
        while (w != null) {
            Waiter next = w.next;
            e.waiting = next;
            e.moveToEntering(w);
            w = all ? next : null;
        }
        b.unlock();
    }

    public static boolean holdsLock(Object o) {
        Bucket b = bucket(requireObject(o));
        b.lock();
        Entry e = b.find(o);
        boolean held = e != null && e.owner == UserThread.currentThread();
        b.unlock();
        return held;
    }

    /** Waits for {@code unpark}, whichever kind of thread this is. A suspend point. */
    private static void park(boolean timed, long deadline) {
        if (UserThread.current() != null) {
            UserThread.park(timed, deadline);
        } else {
            Scheduler.parkPlatform(timed, timed ? deadline - System.nanoTime() : 0);
        }
    }
}
