package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Decides which runnable user thread goes next. Called from any thread; must not block and must not lose a thread: each
 * one enqueued is handed out exactly once.
 */
public interface SchedulingPolicy {
    /** Adds a runnable thread. {@code carrier} is the carrier that made it runnable, or −1. */
    void enqueue(UserThread thread, int carrier);

    /**
     * The same on that carrier, in one step that allocates nothing and either has its whole effect or none: where the
     * stack may end, a queue must not be left halfway. May refuse; then {@link #enqueue} is called.
     */
    default boolean enqueueFirst(UserThread thread, int carrier) {
        return false;
    }

    /** The next thread for this carrier, which may come from another carrier's queue; null if there is none. */
    @Nullable UserThread next(int carrier);

    /**
     * True if some thread may be waiting; never false while one enqueued earlier waits, unless the policy holds it back:
     * then it calls {@link Scheduler#wake} once it does so no longer.
     */
    boolean hasWork();
}
