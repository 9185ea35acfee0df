package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;

/** Whose thread-local values a caller sees. Never woven: it needs the real current thread. */
public final class Identity {
    private Identity() {}

    /** {@code Thread.currentThread} inside {@code ThreadLocal}: what the JDK keeps for an OS thread stays with it. */
    public static Thread currentThreadFor(ThreadLocal<?> local) {
        return JdkAccess.isCarrierLocal(local) ? Thread.currentThread() : UserThread.currentThread();
    }
}
