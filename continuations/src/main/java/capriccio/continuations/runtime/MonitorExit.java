package capriccio.continuations.runtime;

import capriccio.continuations.runtime.MonitorTable.Bucket;
import capriccio.continuations.runtime.MonitorTable.Entry;
import capriccio.continuations.runtime.MonitorTable.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * {@code monitorexit} of woven code: it gives a monitor up even where the stack has overflowed, for nobody could try
 * again. Never woven, and never suspends.
 *
 * <p>What cannot be done for want of stack is noted without a call and done by whoever comes next, which is sound from
 * any thread: until then the monitor's owner is who failed to leave it.
 *
 * <p>Notes are made under {@code lock}, a monitor of the JVM's. To take one is no call, but the interpreter tries the stack
 * as soon as it has one, and throws at the next instruction. So the first statement under the lock, where a note must not
 * be lost, has a handler of its own: the lock is held there, and nothing that follows needs stack.
 */
public final class MonitorExit {
    /** Taken by woven handlers as a monitor of the JVM's: that is no call. */
    public static final Object lock = new Object();
    /** Objects whose monitors are to be left once more. Room for as many threads as can overflow at once. */
    @SuppressWarnings("MutablePublicArray") // written by woven code
    public static final @Nullable Object[] owed = new Object[1024]; // guarded by lock

    public static int owedTop; // guarded by lock
    /** Waiters that were granted a monitor but not told so; by next. */
    private static @Nullable Waiter untold; // guarded by lock

    public static volatile boolean any;

    private MonitorExit() {}

    /**
     * Leaves the monitor once.
     *
     * @throws IllegalMonitorStateException if the caller does not own it
     */
    public static void exit(Object o) {
        Waiter next;
        try {
            next = release(o, UserThread.currentThread());
        } catch (StackOverflowError e) {
            synchronized (lock) {
                try {
                    any = true;
                } catch (StackOverflowError again) {
                    any = true;
                }
                owed[owedTop++] = o;
            }
            return;
        }
        if (next != null) {
            try {
                tell(o, next);
            } catch (StackOverflowError e) { // there is no stack even to call it
                synchronized (lock) {
                    try {
                        any = true;
                    } catch (StackOverflowError again) {
                        any = true;
                    }
                    next.object = o;
                    next.next = untold;
                    untold = next;
                }
            }
        }
    }

    /** One level less; the waiter that owns the monitor now, if any. Fails before its first change, or not at all. */
    private static @Nullable Waiter release(Object o, @Nullable Thread owner) {
        Bucket b = MonitorTable.bucket(o);
        Waiter next = null;
        b.lock();
        try {
            Entry e = b.find(o);
            if (e == null || e.owner == null || (owner != null && e.owner != owner)) {
                throw new IllegalMonitorStateException("current thread is not owner");
            }
            if (e.count > 1) {
                e.count--;
            } else {
                next = e.grant();
                if (next == null) {
                    try {
                        b.releaseIfUnused(e);
                    } catch (StackOverflowError error) { // caught here: what is done must not be owed
                        e.count = 0; // it stays, unused, until the object is locked again
                    }
                }
            }
        } catch (Throwable t) {
            b.locked = false;
            throw t;
        }
        try {
            b.unlock();
        } catch (StackOverflowError e) {
            b.locked = false;
        }
        return next;
    }

    /** Tells a thread that it owns the monitor of {@code o} now. */
    static void tell(Object o, Waiter w) {
        try {
            RealMonitor.wake(o, w);
        } catch (Throwable t) {
            synchronized (lock) {
                try {
                    any = true;
                } catch (StackOverflowError again) {
                    any = true;
                }
                w.object = o;
                w.next = untold;
                untold = w;
            }
        }
    }

    /** True if something is left to be done by {@link #settle}. */
    static boolean isOwing() {
        return any;
    }

    /**
     * Does what was left to be done, as far as the stack reaches here. When it returns, no other thread is about to leave one
     * of the monitors that were owed before.
     */
    static void settle() {
        Waiter w = null; // taken, and not told yet
        try {
            for (w = takeUntold(); w != null; w = takeUntold()) {
                tellWhoWaits(w);
            }
            while (owes()) {
                w = leaveOwed();
                if (w != null) {
                    tellWhoWaits(w);
                    w = null;
                }
            }
        } catch (StackOverflowError e) {
            synchronized (lock) {
                try {
                    any = true;
                } catch (StackOverflowError again) {
                    any = true;
                }
                if (w != null) {
                    w.next = untold;
                    untold = w;
                }
            }
        }
    }

    private static void tellWhoWaits(Waiter w) {
        Object granted = w.object;
        if (granted != null) {
            RealMonitor.wake(granted, w);
        }
    }

    private static boolean owes() {
        synchronized (lock) {
            if (owedTop == 0) {
                any = untold != null;
                return false;
            }
            return true;
        }
    }

    /** Leaves one, under the lock, so that the thread that owes it does not take it for held; who owns it now, if anybody. */
    private static @Nullable Waiter leaveOwed() {
        synchronized (lock) {
            if (owedTop == 0) {
                return null;
            }
            Object o = owed[owedTop - 1];
            Waiter next = null;
            if (o != null) {
                try {
                    next = release(o, null);
                } catch (IllegalMonitorStateException e) {
                    next = null; // its thread has ended, and left all that it had
                }
            }
            owed[--owedTop] = null;
            if (next != null) {
                next.object = o;
            }
            return next;
        }
    }

    private static @Nullable Waiter takeUntold() {
        synchronized (lock) {
            Waiter w = untold;
            if (w != null) {
                untold = w.next;
                w.next = null;
            }
            return w;
        }
    }
}
