package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.ThreadSnapshot;
import capriccio.continuations.runtime.UserThread;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the JDK lists threads and their stacks: user threads, of which the JVM knows nothing, among the others. Never
 * woven: calls of the JDK's own methods stay what they are here.
 */
public final class Listings {
    private static final StackTraceElement[] NONE = {};

    private Listings() {}

    /** Entry of {@code Thread.getStackTrace}: null for a platform thread. */
    public static StackTraceElement @Nullable [] getStackTrace(Thread thread) {
        UserThread u = ThreadHooks.userThread(thread);
        if (u == null) {
            return null;
        }
        if (!u.isAlive()) {
            return NONE;
        }
        return u == UserThread.current()
                ? ThreadSnapshot.ownTrace(u)
                : ThreadSnapshot.of(u).frames();
    }

    /** {@code Thread.getAllStackTraces}. */
    public static Map<Thread, StackTraceElement[]> getAllStackTraces() {
        Map<Thread, StackTraceElement[]> all = new HashMap<>(Thread.getAllStackTraces());
        for (UserThread u : threads()) {
            StackTraceElement[] trace = getStackTrace(u.thread());
            if (trace != null && u.isAlive()) {
                all.put(u.thread(), trace);
            }
        }
        return all;
    }

    private static UserThread[] threads() {
        Scheduler s = ThreadHooks.scheduler();
        return s == null ? new UserThread[0] : s.threads();
    }

    /** {@code Thread.activeCount}. */
    public static int activeCount() {
        ThreadGroup group = UserThread.currentThread().getThreadGroup();
        return group == null ? 0 : activeCount(group);
    }

    /** {@code Thread.enumerate}. */
    public static int enumerate(Thread[] into) {
        ThreadGroup group = UserThread.currentThread().getThreadGroup();
        return group == null ? 0 : enumerate(group, into, true);
    }

    /** {@code ThreadGroup.activeCount}. */
    public static int activeCount(ThreadGroup group) {
        int n = group.activeCount();
        for (UserThread u : threads()) {
            if (isIn(u, group, true)) {
                n++;
            }
        }
        return n;
    }

    /** {@code ThreadGroup.enumerate}. */
    public static int enumerate(ThreadGroup group, Thread[] into) {
        return enumerate(group, into, true);
    }

    /** The same, with or without the groups below. */
    public static int enumerate(ThreadGroup group, Thread[] into, boolean recurse) {
        int n = group.enumerate(into, recurse);
        for (UserThread u : threads()) {
            if (n < into.length && isIn(u, group, recurse)) {
                into[n++] = u.thread();
            }
        }
        return n;
    }

    /** {@code ThreadGroup.interrupt}. */
    public static void interrupt(ThreadGroup group) {
        group.interrupt();
        for (UserThread u : threads()) {
            if (isIn(u, group, true)) {
                u.thread().interrupt();
            }
        }
    }

    private static boolean isIn(UserThread u, ThreadGroup group, boolean recurse) {
        ThreadGroup own = u.isAlive() ? u.thread().getThreadGroup() : null;
        return own != null && (recurse ? group.parentOf(own) : own == group);
    }
}
