package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Carrier;
import capriccio.continuations.runtime.Monitors;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.UserThread;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the blocking and identity methods of {@link Thread}. Woven itself, because its methods suspend.
 *
 * <p>A user thread is a Thread object that was never started for the JVM; its Runnable field holds the control block.
 */
public final class ThreadHooks {
    private static volatile @Nullable Scheduler scheduler;

    private ThreadHooks() {}

    /** From here on, threads that the program starts are user threads. */
    public static void enable(Scheduler s) {
        scheduler = s;
    }

    /** Threads that start from here on are platform threads. */
    public static void disable() {
        scheduler = null;
    }

    /** Null before the start, and after one that failed. */
    static @Nullable Scheduler scheduler() {
        return scheduler;
    }

    /** The control block behind a Thread object, or null if that is a platform thread. */
    static @Nullable UserThread userThread(Thread thread) {
        return JdkAccess.task(thread) instanceof UserThread u ? u : null;
    }

    /** Entry of {@code Thread.start}: true if the thread was started as a user thread, when admission let it. */
    public static boolean awaitStart(Thread thread) {
        if (!becomesUserThread(thread)) {
            return false;
        }
        Entrance.awaitStart();
        if (userThread(thread) != null) {
            throw new IllegalThreadStateException(); // another thread has started it meanwhile
        }
        return begin(thread, null);
    }

    /** The same for the JDK's own entry with a thread container (19 and later), whose callers cannot wait. */
    public static boolean start(Thread thread, @Nullable Object container) {
        return becomesUserThread(thread) && begin(thread, container);
    }

    private static boolean becomesUserThread(Thread thread) {
        if (scheduler == null) {
            return false;
        }
        if (userThread(thread) != null) {
            throw new IllegalThreadStateException();
        }
        return Selection.isUserThread(thread)
                && thread.getState() == Thread.State.NEW; // or the JDK's own check throws
    }

    private static boolean begin(Thread thread, @Nullable Object container) {
        Scheduler s = scheduler;
        if (s == null) {
            return false;
        }
        Object task = JdkAccess.task(thread);
        UserThread u = new UserThread(s, thread, Selection.overridesRun(thread) ? null : (Runnable) task);
        if (container != null) {
            ThreadScopes.enter(thread, container);
        }
        boolean begun = false;
        try {
            JdkAccess.setTask(thread, u);
            s.begin(u);
            begun = true;
        } finally {
            if (!begun && container != null) {
                ThreadScopes.leave(thread, container);
            }
        }
        return true;
    }

    public static boolean isAlive(Thread thread) {
        UserThread u = userThread(thread);
        return u != null ? u.isAlive() : thread.isAlive();
    }

    /** Entry of {@code Thread.getState}: null for a platform thread. */
    public static Thread.@Nullable State getState(Thread thread) {
        UserThread u = userThread(thread);
        return u == null ? null : u.threadState();
    }

    /** Entry of {@code Thread.interrupt}: true if it was a user thread. */
    public static boolean interrupt(Thread thread) {
        UserThread u = userThread(thread);
        if (u == null) {
            return false;
        }
        if (u.isAlive()) {
            JdkAccess.setInterrupted(thread, true);
            closeWhatItBlocksOn(thread);
            u.unpark();
        }
        return true;
    }

    /** A channel closes under its locks: nobody here can be suspended, so that waiting for one pins. */
    private static void closeWhatItBlocksOn(Thread thread) {
        Pin.enter();
        try {
            JdkAccess.interruptBlocker(thread);
        } finally {
            Pin.exit();
        }
    }

    /** {@code JavaLangAccess.blockedOn}: what closes if the current thread is interrupted in an I/O operation. */
    public static void blockedOn(Object access, @Nullable Object blocker) {
        JdkAccess.blockedOn(UserThread.currentThread(), blocker);
    }

    public static void sleep(long millis) throws InterruptedException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        UserThread u = UserThread.current();
        if (u == null) {
            Thread.sleep(millis);
            return;
        }
        sleepUser(u, millis > Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000);
    }

    public static void sleep(long millis, int nanos) throws InterruptedException {
        if (millis < 0 || nanos < 0 || nanos > 999_999) {
            throw new IllegalArgumentException("timeout value is out of range");
        }
        sleep(nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    public static void sleep(Duration duration) throws InterruptedException {
        long millis = duration.toMillis();
        if (millis >= 0) {
            sleep(duration.toNanosPart() % 1_000_000 > 0 ? millis + 1 : millis);
        }
    }

    /** {@code TimeUnit.sleep}, of which the JDK's own form is not woven. */
    public static void sleep(TimeUnit unit, long timeout) throws InterruptedException {
        UserThread u = UserThread.current();
        if (u == null || timeout <= 0) {
            unit.sleep(timeout);
        } else {
            sleepUser(u, Math.min(unit.toNanos(timeout), Long.MAX_VALUE / 2));
        }
    }

    /** {@code TimeUnit.timedJoin}. */
    public static void joinTimed(TimeUnit unit, Thread thread, long timeout) throws InterruptedException {
        if (timeout > 0) {
            thread.join(roundUp(unit, timeout));
        }
    }

    /** {@code TimeUnit.timedWait}. */
    public static void awaitTimed(TimeUnit unit, Object monitor, long timeout) throws InterruptedException {
        if (timeout > 0) {
            Monitors.waitOn(monitor, roundUp(unit, timeout));
        }
    }

    /** Milliseconds, not too few: {@code wait} and {@code join} take 0 for ever. */
    private static long roundUp(TimeUnit unit, long timeout) {
        long millis = unit.toMillis(timeout);
        return unit.toNanos(timeout) > TimeUnit.MILLISECONDS.toNanos(millis) ? millis + 1 : millis;
    }

    private static void sleepUser(UserThread u, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        Thread me = u.thread();
        while (true) {
            if (JdkAccess.interrupted(me)) {
                JdkAccess.setInterrupted(me, false);
                throw new InterruptedException("sleep interrupted");
            }
            if (deadline - System.nanoTime() <= 0) {
                return;
            }
            UserThread.park(true, deadline);
        }
    }

    /** {@code ForkJoinWorkerThread.hasKnownQueuedWork}: true where a thread that waits had better park than spin. */
    public static boolean hasQueuedWork() {
        return UserThread.current() != null || JdkAccess.hasKnownQueuedWork();
    }

    public static void unpark(Object unsafe, @Nullable Object thread) {
        if (thread instanceof Thread t) {
            UserThread u = t instanceof Carrier ? null : userThread(t);
            if (u != null) {
                u.unpark();
            } else {
                JdkAccess.unpark(t);
            }
        }
    }

    /** Entry of {@code Thread.join(long)}: true if the wait was done here. */
    public static boolean join(Thread thread, long millis) throws InterruptedException {
        UserThread target = userThread(thread);
        if (target == null && UserThread.current() == null) {
            return false;
        }
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        awaitEnd(thread, millis);
        return true;
    }

    /** As the JDK's, which waits on the thread: so a caller that holds its monitor, pinned or not, gives it up. */
    private static void awaitEnd(Thread thread, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + Math.min(millis, Long.MAX_VALUE / 2_000_000) * 1_000_000;
        Monitors.enter(thread);
        try {
            while (isAlive(thread)) {
                long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (millis > 0 && left <= 0) {
                    return;
                }
                Monitors.waitOn(thread, millis > 0 ? left : 0);
            }
        } finally {
            Monitors.exit(thread);
        }
    }
}
