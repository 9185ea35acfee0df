package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Carrier;
import capriccio.continuations.runtime.RuntimeThreads;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Which started threads become user threads. Never woven. */
public final class Selection {
    private static final ClassValue<Boolean> OVERRIDES_RUN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("run").getDeclaringClass() != Thread.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    /** Pools of the JDK's own services, whose workers look like any pool's. */
    private static final String[] SERVICES = {"RMI *", "AWT-*", "Java2D *", "JMX *"};

    private static final ClassLoader PLATFORM_LOADER = ClassLoader.getPlatformClassLoader();

    private static final AtomicLong onPlatform = new AtomicLong();

    private static volatile Patterns user = new Patterns("");
    private static volatile Patterns platform = new Patterns("");

    private Selection() {}

    /** A thread that {@code user} names is a user thread; if not, one that {@code platform} names is none. */
    public static void choose(Patterns user, Patterns platform) {
        Selection.user = user;
        Selection.platform = platform;
    }

    /** Threads that were started since the start and stayed platform threads. */
    public static long onPlatform() {
        return onPlatform.get();
    }

    static boolean overridesRun(Thread thread) {
        return thread.getClass() != Thread.class && OVERRIDES_RUN.get(thread.getClass());
    }

    static boolean isUserThread(Thread thread) {
        boolean chosen = isChosen(thread);
        if (!chosen) {
            onPlatform.incrementAndGet();
        }
        return chosen;
    }

    private static boolean isChosen(Thread thread) {
        Object task = JdkAccess.task(thread);
        if (thread instanceof Carrier || isAgents(thread.getClass()) || (task != null && isAgents(task.getClass()))) {
            return false;
        }
        String taskClass = task == null ? "" : task.getClass().getName();
        return isWanted(user, platform, thread, taskClass, () -> isProgram(thread, task));
    }

    /** What the patterns say of a thread; {@code otherwise} if none names it. */
    static boolean isWanted(Patterns wanted, Patterns unwanted, Thread thread, String taskClass, BooleanSupplier otherwise) {
        if (!wanted.isEmpty() || !unwanted.isEmpty()) {
            if (wanted.match(thread, taskClass)) {
                return true;
            } else if (unwanted.match(thread, taskClass)) {
                return false;
            }
        }
        return otherwise.getAsBoolean();
    }

    /**
     * True for a thread of the program: one of its own class, or a plain one or a timer's over its own task or one of
     * {@code java.util.concurrent}. Fork-join workers are no user threads, because they compute; nor are threads of the
     * JDK's services, which are of its own classes, run its own tasks, are in the group {@code system}, or have their names.
     */
    private static boolean isProgram(Thread thread, @Nullable Object task) {
        Class<?> type = thread.getClass();
        if (thread instanceof ForkJoinWorkerThread || thread.getThreadGroup() == RuntimeThreads.group()) {
            return false;
        }
        boolean plain = type == Thread.class || type.getName().equals("java.util.TimerThread");
        if (plain ? task != null && isJdk(task.getClass()) : isJdk(type)) {
            return false;
        }
        String name = thread.getName();
        for (String service : SERVICES) {
            if (Patterns.matches(service, name)) {
                return false;
            }
        }
        return true;
    }

    /** Not what runs code of the program: pools' workers and tasks, and the request of a server. */
    private static boolean isJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String name = type.getName();
        return (loader == null || loader == PLATFORM_LOADER)
                && type.getModule().isNamed()
                && !name.startsWith("java.util.concurrent.")
                && !name.equals("sun.net.httpserver.ServerImpl$Exchange");
    }

    private static boolean isAgents(Class<?> type) {
        String name = type.getName();
        return name.startsWith("capriccio.continuations.") || name.startsWith("capriccio.iointercept.agent.");
    }
}
