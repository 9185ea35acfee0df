package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Carrier;

/** Which started threads become user threads. Never woven. */
final class Selection {
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

    private Selection() {}

    static boolean overridesRun(Thread thread) {
        return thread.getClass() != Thread.class && OVERRIDES_RUN.get(thread.getClass());
    }

    /**
     * True for a thread of the program: one of its own class, or a plain one over its own task or a pool's worker. The
     * JDK's service threads and fork-join workers stay platform threads.
     */
    static boolean isUserThread(Thread thread) {
        if (thread instanceof Carrier || thread instanceof java.util.concurrent.ForkJoinWorkerThread) {
            return false;
        }
        String name = thread.getClass().getName();
        if (!name.equals("java.lang.Thread") && !name.equals("java.util.TimerThread")) {
            return !isInternal(name);
        }
        Object task = JdkAccess.task(thread);
        return task == null || !isInternal(task.getClass().getName());
    }

    private static boolean isInternal(String name) {
        if (name.equals("sun.net.httpserver.ServerImpl$Exchange")) {
            return false; // runs the program's handler, on a thread of the program's executor
        }
        return name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("com.sun.")
                || name.startsWith("java.lang.")
                || name.startsWith("capriccio.continuations.")
                || name.startsWith("capriccio.iointercept.agent.");
    }
}
