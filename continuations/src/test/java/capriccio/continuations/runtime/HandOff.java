package capriccio.continuations.runtime;

import capriccio.continuations.test.PlatformHost;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The races that the scheduler must win, each as one object for one round: what happens at once is one method each, to
 * be called by a thread of its own. Run by {@link HandOffTest} and, in the profile {@code proof}, by jcstress.
 */
final class HandOff {
    private HandOff() {}

    private static void install() {
        Scheduler.install(new PlatformHost());
    }

    static void setState(UserThread thread, String name) {
        try {
            Field constant = UserThread.class.getDeclaredField(name);
            constant.setAccessible(true);
            Field state = UserThread.class.getDeclaredField("state");
            state.setAccessible(true);
            state.setInt(thread, constant.getInt(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    static UserThread userThread(SchedulingPolicy policy, Poller poller) {
        return new UserThread(scheduler(policy, poller), new Thread(), null);
    }

    private static Scheduler scheduler(SchedulingPolicy policy, Poller poller) {
        Twin.Factory twins = method -> {
            throw new AssertionError("nothing is resumed");
        };
        return new Scheduler(1, policy, poller, new PlatformHost(), twins, BlockingListener.NONE);
    }

    /** A thread that has just saved its frames against those who unpark it: it becomes runnable exactly once. */
    static final class Permit implements SchedulingPolicy {
        private final AtomicInteger enqueued = new AtomicInteger();
        private final UserThread thread = userThread(this, new NoPoller());

        Permit() {
            thread.onMount();
            setState(thread, "PARKING"); // as UserThread.park leaves it, which only a carrier can call
        }

        void park() {
            thread.onUnmount(0, 0);
        }

        void unpark() {
            thread.unpark();
        }

        int timesRunnable() {
            return enqueued.get();
        }

        @Override
        public void enqueue(UserThread thread, int carrier) {
            enqueued.incrementAndGet();
        }

        @Override
        public @Nullable UserThread next(int carrier) {
            return null;
        }

        @Override
        public boolean hasWork() {
            return false;
        }
    }

    /** One thread enqueued against an owner and a thief who look: one of them gets it, or it is still there. */
    static final class RunQueue {
        private final FifoPolicy policy = new FifoPolicy(2);
        private final UserThread thread = userThread(policy, new NoPoller());

        void enqueue() {
            policy.enqueue(thread, 0);
        }

        void enqueueFirst() {
            if (!policy.enqueueFirst(thread, 0)) {
                throw new AssertionError("an empty queue refuses");
            }
        }

        int take(int carrier) {
            return policy.next(carrier) == null ? 0 : 1;
        }

        /** What is left, as whoever comes last sees it. */
        int drain() {
            boolean promised = policy.hasWork();
            int left = take(0);
            return promised == (left == 1) ? left : -1;
        }
    }

    /** A carrier that goes idle against a thread that is submitted from outside: it does not sleep on. */
    static final class Wakeup implements Poller {
        private final FifoPolicy policy = new FifoPolicy(1);
        private final Scheduler scheduler = scheduler(policy, this);
        private final UserThread thread = new UserThread(scheduler, new Thread(), null);
        private final Carrier carrier = new Carrier(scheduler, 0);
        private volatile boolean woken;
        private volatile boolean submitted;
        private boolean lost; // only touched by the idle carrier

        /** 1: it looked again and found work, or was woken; 0: it would have slept with work in its queue. */
        int idle() {
            scheduler.idle(carrier);
            return lost ? 0 : 1;
        }

        void submit() {
            scheduler.submit(thread);
            submitted = true;
        }

        /** Sleeps until it is woken, or it is certain that nobody will. */
        @Override
        public void poll(long nanos) {
            while (!woken) {
                if (submitted) {
                    lost = !woken; // read again: the wake-up comes before
                    return;
                }
                Scheduler.osYield(); // the submitter may need this CPU
            }
        }

        @Override
        public void wakeup() {
            woken = true;
        }
    }

    /** A monitor that is entered at once by several threads: a plain counter loses nothing. */
    static final class Exclusion {
        private int counter; // guarded by the monitor of this

        Exclusion() {
            install();
        }

        void increment() {
            Monitors.enter(this);
            try {
                counter++;
            } finally {
                Monitors.exit(this);
            }
        }

        int total() {
            Monitors.enter(this);
            int total = counter;
            Monitors.exit(this);
            return total;
        }
    }

    /** A thread that waits for a flag against one that sets it and notifies: it wakes, owning the monitor. */
    static final class Notification {
        private boolean set; // guarded by the monitor of this
        private boolean left; // the same

        Notification() {
            install();
        }

        int await() throws InterruptedException {
            Monitors.enter(this);
            try {
                while (!set) {
                    Monitors.waitOn(this);
                }
                return left && Monitors.holdsLock(this) ? 1 : 0;
            } finally {
                Monitors.exit(this);
            }
        }

        void set() {
            Monitors.enter(this);
            try {
                set = true;
                Monitors.notifyOne(this);
                left = true;
            } finally {
                Monitors.exit(this);
            }
        }
    }

    private static final class NoPoller implements Poller {
        @Override
        public void poll(long nanos) {}

        @Override
        public void wakeup() {}
    }
}
