package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place that reaches {@code java.lang.VirtualThread} to give it a scheduler of our own. Only loaded for {@link
 * JdkBackend} and {@link VirtualBackend}; {@link #check} proves at start that this JDK still behaves as relied upon.
 */
final class VirtualThreads {
    /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: the identity has inherited already. */
    private static final int NO_INHERIT = 1 << 2;

    private static final Class<?> TYPE;
    private static final MethodHandle CREATE;
    private static final MethodHandle YIELD;
    private static final MethodHandle SCHEDULER;
    /** The JDK's own scheduler. */
    private static final Executor DEFAULT;

    static {
        try {
            TYPE = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup lookup = TwinLinker.lookupIn(TYPE);
            CREATE = lookup.findConstructor(
                            TYPE,
                            MethodType.methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
                    .asType(MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
            YIELD = lookup.findVirtual(TYPE, "tryYield", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Thread.class));
            SCHEDULER = lookup.findGetter(TYPE, "scheduler", Executor.class)
                    .asType(MethodType.methodType(Object.class, Thread.class));
            Class<?> pool = TYPE.getDeclaredField("DEFAULT_SCHEDULER").getType(); // not the same on all JDKs
            DEFAULT = (Executor) lookup.findStaticGetter(TYPE, "DEFAULT_SCHEDULER", pool).invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("this JDK has moved a member of java.lang.VirtualThread: " + e.getMessage(), e);
        }
    }

    private VirtualThreads() {}

    /** A virtual thread, not started, that asks {@code scheduler} to run it. */
    static Thread create(Executor scheduler, String name, Runnable task) {
        try {
            return (Thread) CREATE.invokeExact(scheduler, name, NO_INHERIT, task);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Unmounts the calling virtual thread; its scheduler is asked to run it again. Returns at once if it is pinned. */
    static void yieldNow() {
        try {
            YIELD.invokeExact(Thread.currentThread());
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** What schedules {@code thread}, or null if that is no virtual thread. */
    static @Nullable Object schedulerOf(Thread thread) {
        if (!TYPE.isInstance(thread)) {
            return null;
        }
        try {
            return (Object) SCHEDULER.invokeExact(thread);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Runs a virtual thread of the program's own, which took the scheduler of the user thread that made it. */
    static void runByTheJdk(Runnable resumption) {
        DEFAULT.execute(resumption);
    }

    static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }

    static Executor defaultScheduler() {
        return DEFAULT;
    }

    static boolean isDefault(Executor scheduler) {
        return scheduler == DEFAULT;
    }

    /**
     * Yields once on the calling platform thread, which also links everything that a suspension needs.
     *
     * @param away is given the thread while it is off its carrier
     */
    static void check(Consumer<Thread> away) {
        Probe probe = new Probe();
        Thread thread = create(probe, "capriccio-check", probe);
        thread.start();
        probe.expect(thread, 0, "does not submit a thread that starts");
        probe.runSubmitted();
        probe.expect(thread, 1, "does not submit a thread that yields");
        away.accept(thread);
        probe.runSubmitted();
        if (probe.steps != 2 || probe.submitted != null || thread.isAlive()) {
            throw new IllegalStateException("java.lang.VirtualThread of this JDK does not resume after a yield");
        }
    }

    private static final class Probe implements Executor, Runnable {
        @Nullable Runnable submitted;
        int steps;

        @Override
        public void execute(Runnable resumption) {
            submitted = resumption;
        }

        @Override
        public void run() {
            steps = 1;
            yieldNow();
            steps = 2;
        }

        void expect(Thread thread, int step, String otherwise) {
            if (submitted == null || steps != step || !thread.isAlive() || schedulerOf(thread) != this) {
                throw new IllegalStateException("java.lang.VirtualThread of this JDK " + otherwise);
            }
        }

        void runSubmitted() {
            Runnable r = submitted;
            submitted = null;
            if (r != null) {
                r.run();
            }
        }
    }
}
