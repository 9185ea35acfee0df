package capriccio.bench.micro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Threads of the kind that this fork measures: {@code -Dbench.threads=platform}, {@code virtual}, or {@code user}, which
 * are plain threads of a JVM that runs under the agent.
 */
public final class Threads {
    private static final String KIND = System.getProperty("bench.threads", "platform");
    private static final boolean VIRTUAL = KIND.equals("virtual");
    private static final @Nullable MethodHandle START_VIRTUAL = VIRTUAL ? startVirtual() : null;

    private Threads() {}

    private static MethodHandle startVirtual() {
        try {
            return MethodHandles.lookup()
                    .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), e);
        }
    }

    /** Starts {@code task} on a new daemon thread. */
    public static Thread start(Runnable task) {
        MethodHandle virtual = START_VIRTUAL;
        if (virtual != null) {
            return startVirtual(virtual, task);
        }
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Thread startVirtual(MethodHandle start, Runnable task) {
        try {
            return (Thread) start.invokeExact(task);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /**
     * Makes sure that threads are of the kind that was asked for: an agent that did not start would otherwise show as
     * good figures.
     */
    static void check() {
        String[] found = new String[1];
        CountDownLatch done = new CountDownLatch(1);
        start(() -> {
            found[0] = kindOfThisThread();
            done.countDown();
        });
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!KIND.equals(found[0])) {
            throw new IllegalStateException("threads are to be " + KIND + " but are " + found[0]);
        }
    }

    private static String kindOfThisThread() {
        try {
            if (VIRTUAL) {
                return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()) ? "virtual" : "platform";
            }
            Class<?> user = Class.forName("capriccio.continuations.runtime.UserThread", false, null);
            return user.getMethod("current").invoke(null) != null ? "user" : "platform";
        } catch (ClassNotFoundException e) {
            return "platform"; // no agent
        } catch (ReflectiveOperationException e) {
            return e.toString();
        }
    }
}
