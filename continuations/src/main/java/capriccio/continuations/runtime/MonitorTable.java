package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The side table behind {@link Monitors}: from an object's identity to {owner, count, who waits to enter, who waits to
 * be notified}. An entry exists while its monitor is held or waited for; entries are pooled in their bucket.
 *
 * <p>A bucket is guarded by a spin lock that is held for tens of nanoseconds and never across a suspension: one
 * compare-and-set in, one store out. Code under it calls nothing that can fail after its first change: an {@code
 * OutOfMemoryError} or a {@code StackOverflowError} comes before, and the caller unlocks and passes it on.
 */
final class MonitorTable {
    private static final int BUCKETS = 1 << 12;
    private static final Bucket[] table = new Bucket[BUCKETS];

    static {
        for (int i = 0; i < BUCKETS; i++) {
            table[i] = new Bucket();
        }
    }

    private MonitorTable() {}

    static Bucket bucket(Object o) {
        int h = System.identityHashCode(o);
        return table[(h ^ h >>> 12) & BUCKETS - 1];
    }

    static Bucket bucket(int index) {
        return table[index];
    }

    static int buckets() {
        return BUCKETS;
    }

    /** Who holds the monitor, or null. */
    static @Nullable Thread ownerOf(Object o) {
        Bucket b = bucket(o);
        b.lock();
        Entry e = b.find(o); // calls nothing that could fail
        Thread owner = e == null ? null : e.owner;
        b.unlock();
        return owner;
    }

    /** Monitors that are held or waited for now; for tests. */
    static int used() {
        int n = 0;
        for (Bucket b : table) {
            b.lock();
            for (Entry e = b.entries; e != null; e = e.next) {
                n++;
            }
            b.unlock();
        }
        return n;
    }

    /** One thread that waits to enter or to be notified. */
    static final class Waiter {
        final Thread who;
        final @Nullable UserThread user;
        /** Recursion count to own the monitor with once granted. */
        final int count;
        /** True if it holds the object's real monitor and waits on that. */
        final boolean real;

        @Nullable Waiter next;
        /** The object, while the waiter is granted its monitor but not told. */
        @Nullable Object object;

        volatile boolean granted;
        /** In the wait set; written under the bucket's lock. */
        boolean waiting;

        Waiter(Thread who, @Nullable UserThread user, int count, boolean real) {
            this.who = who;
            this.user = user;
            this.count = count;
            this.real = real;
        }
    }

    static final class Entry {
        @Nullable Object object;
        @Nullable Thread owner;
        int count;
        @Nullable Waiter entering;
        private @Nullable Waiter lastEntering;
        @Nullable Waiter waiting;
        @Nullable Entry next;

        /** Queues a waiter for entry, behind all others: monitors are handed over in the order of arrival. */
        void addEntering(Waiter w) {
            w.next = null;
            Waiter last = lastEntering;
            if (entering == null || last == null) {
                entering = w;
            } else {
                last.next = w;
            }
            lastEntering = w;
        }

        void addWaiting(Waiter w) {
            w.next = null;
            w.waiting = true;
            Waiter last = waiting;
            if (last == null) {
                waiting = w;
                return;
            }
            while (last.next != null) {
                last = last.next;
            }
            last.next = w;
        }

        /** Hands a free monitor to the first thread that waits to enter; returns it, to be woken. */
        @Nullable Waiter grant() {
            Waiter w = entering;
            while (w != null && w.user != null && !w.user.isAlive()) {
                w = w.next; // its thread was ended from outside
            }
            if (w == null) {
                owner = null;
                return null;
            }
            entering = w.next;
            if (entering == null) {
                lastEntering = null;
            }
            owner = w.who;
            count = w.count;
            w.granted = true;
            return w;
        }

        /** Moves the first of the wait set to the entry queue. Calls nothing: it must not fail halfway. */
        void notifyFirst() {
            Waiter w = waiting;
            if (w != null) {
                waiting = w.next;
                w.waiting = false;
                w.next = null;
                Waiter last = lastEntering;
                if (entering == null || last == null) {
                    entering = w;
                } else {
                    last.next = w;
                }
                lastEntering = w;
            }
        }

        /** Moves one waiter from the wait set to the entry queue, or to ownership. Calls nothing either. */
        void leaveWaitSet(Waiter w) {
            if (waiting == w) {
                waiting = w.next;
            } else {
                for (Waiter p = waiting; p != null; p = p.next) {
                    if (p.next == w) {
                        p.next = w.next;
                        break;
                    }
                }
            }
            w.waiting = false;
            w.next = null;
            Waiter last = lastEntering;
            if (owner == null) { // then nobody waits to enter
                owner = w.who;
                count = w.count;
                w.granted = true;
                return;
            }
            if (entering == null || last == null) {
                entering = w;
            } else {
                last.next = w;
            }
            lastEntering = w;
        }

        void removeEntering(Waiter w) {
            entering = without(entering, w);
            Waiter last = entering;
            while (last != null && last.next != null) {
                last = last.next;
            }
            lastEntering = last;
        }

        private static @Nullable Waiter without(@Nullable Waiter head, Waiter w) {
            if (head == w) {
                return w.next;
            }
            for (Waiter p = head; p != null; p = p.next) {
                if (p.next == w) {
                    p.next = w.next;
                    break;
                }
            }
            return head;
        }
    }

    static final class Bucket {
        private static final VarHandle LOCKED;

        static {
            try {
                LOCKED = MethodHandles.lookup().findVarHandle(Bucket.class, "locked", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** Written without a call where an error may mean that the stack is full. */
        volatile boolean locked;

        @Nullable Entry entries;
        private @Nullable Entry free;

        void lock() {
            if (!LOCKED.compareAndSet(this, false, true)) {
                lockContended();
            }
        }

        private void lockContended() {
            int spins = 0;
            do {
                if (++spins > 100) {
                    Scheduler.osYield(); // its owner's platform thread has lost the CPU
                } else {
                    Thread.onSpinWait();
                }
            } while (!LOCKED.compareAndSet(this, false, true));
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
}
