package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program's {@code main} on a user thread: its entry asks here first. The JVM's main thread waits meanwhile and
 * ends as {@code main} did, so that the exit status and the handling of an uncaught exception stay the JVM's own.
 *
 * <p>Never woven. This frame below {@code main} may be lost in a suspension: nothing happens in it afterwards.
 */
public final class MainThread implements Runnable {
    private static final Object LOCK = new Object();
    // guarded by LOCK
    private static @Nullable String mainClass;
    private static @Nullable MainThread launched;

    private final MethodHandle body;
    private final String[] arguments;
    // guarded by LOCK
    private @Nullable Thread thread;
    private @Nullable Throwable thrown;
    private boolean ended;

    private MainThread(MethodHandle body, String[] arguments) {
        this.body = body;
        this.arguments = arguments;
    }

    /** The next call of this class's {@code main(String[])} runs on a user thread. */
    public static void enable(String className) {
        synchronized (LOCK) {
            mainClass = className;
        }
    }

    /** Entry of {@code main}: true if it has run, on a user thread. Throws what it threw. */
    public static boolean start(String[] arguments) {
        MainThread task;
        Thread t;
        synchronized (LOCK) {
            if (mainClass == null || UserThread.current() != null) {
                return false;
            }
            task = new MainThread(find(mainClass), arguments);
            mainClass = null;
            t = new Thread(Thread.currentThread().getThreadGroup(), task, Thread.currentThread().getName(), 0, true);
            task.thread = t;
            launched = task;
        }
        t.start();
        Throwable failure = task.join();
        if (failure != null) {
            become(t);
            MainThread.<RuntimeException>sneak(failure);
        }
        return true;
    }

    private static MethodHandle find(String className) {
        try {
            Class<?> type = Class.forName(className, false, ClassLoader.getSystemClassLoader());
            MethodHandles.Lookup lookup = JdkAccess.init().in(type);
            return lookup.findStatic(type, "main", MethodType.methodType(void.class, String[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className + " has lost its main", e);
        }
    }

    private @Nullable Throwable join() {
        boolean interrupted = false;
        synchronized (LOCK) {
            while (!ended) {
                try {
                    LOCK.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return thrown;
        }
    }

    /** An uncaught exception is reported under the user thread's name, to its handler. */
    private static void become(Thread user) {
        Thread me = Thread.currentThread();
        me.setName(user.getName());
        Thread.UncaughtExceptionHandler handler = user.getUncaughtExceptionHandler();
        if (handler != user.getThreadGroup()) {
            me.setUncaughtExceptionHandler(handler);
        }
    }

    /** True if that was the main thread, which hands the exception on. */
    static boolean onUncaught(Thread thread, Throwable t) {
        synchronized (LOCK) {
            MainThread m = launched;
            if (m == null || m.thread != thread) {
                return false;
            }
            m.thrown = t;
            return true;
        }
    }

    static void onEnd(Thread thread) {
        synchronized (LOCK) {
            MainThread m = launched;
            if (m != null && m.thread == thread) {
                m.ended = true;
                launched = null;
                LOCK.notifyAll();
            }
        }
    }

    @Override
    public void run() {
        try {
            body.invokeExact(arguments);
        } catch (Throwable t) {
            MainThread.<RuntimeException>sneak(t);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point: throws what the compiler cannot see
    private static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }
}
