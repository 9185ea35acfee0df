package capriccio.continuations.runtime;

/** Where the runtime's own threads live: not among the program's, which counts and enumerates those of its group. */
public final class RuntimeThreads {
    private static final ThreadGroup GROUP = top();

    private RuntimeThreads() {}

    private static ThreadGroup top() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup above = group.getParent(); above != null; above = group.getParent()) {
            group = above;
        }
        return group;
    }

    /** The JVM's topmost. */
    public static ThreadGroup group() {
        return GROUP;
    }
}
