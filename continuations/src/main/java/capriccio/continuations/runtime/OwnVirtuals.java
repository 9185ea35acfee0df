package capriccio.continuations.runtime;

import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Puts the program's virtual threads under our scheduler. Called by the constructor of {@code VirtualThread}, hence public. */
public final class OwnVirtuals {
    /** The JDK's pollers, which it may run as virtual threads: nobody would be unblocked if a policy held one back. */
    private static final String POLLER = "SubPoller-";

    private static volatile @Nullable Scheduler scheduler;
    private static volatile BiPredicate<Thread, Runnable> wanted = (thread, task) -> true;

    private OwnVirtuals() {}

    /**
     * From here on, the virtual threads that the program makes are {@code s}'s.
     *
     * @param which those that are; asked in the thread's constructor, when it has its name and nothing else
     */
    public static void enable(Scheduler s, BiPredicate<Thread, Runnable> which) {
        wanted = which;
        scheduler = s;
    }

    /**
     * What schedules a virtual thread that is being made.
     *
     * @param chosen what the JDK has chosen: its own scheduler, the one of the virtual thread that makes this one, or one that
     *     the program reached for itself, which stays
     */
    public static Executor schedulerFor(Thread thread, Executor chosen, Runnable task) {
        Scheduler s = scheduler;
        boolean inherited = chosen instanceof OwnVirtual;
        if (s == null || !(inherited || VirtualThreads.isDefault(chosen))) {
            return chosen;
        }
        if (thread.getName().startsWith(POLLER) || !wanted.test(thread, task)) {
            return inherited ? VirtualThreads.defaultScheduler() : chosen;
        }
        return new OwnVirtual(s, thread);
    }

    /** The calling virtual thread is about to block its carrier, for a frame pins it: another carrier takes over. */
    public static void beginPinned() {
        UserThread.beginBlocking();
    }

    /** It goes on. */
    public static void endPinned() {
        UserThread.endBlocking(UserThread.current());
    }
}
