package capriccio.blockinggraph.test;

import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.UserThread;

/** User threads that are never begun: all that a policy looks at is where they were suspended. */
public final class Threads {
    private static final Scheduler SCHEDULER = new Scheduler(
            1, new FifoPolicy(1), new SleepyPoller(), new PlainHost(),
            method -> {
                throw new IllegalStateException("nothing runs");
            },
            BlockingListener.NONE);

    private Threads() {}

    /** Theirs; it is never started. */
    public static Scheduler scheduler() {
        return SCHEDULER;
    }

    public static UserThread thread() {
        return new UserThread(SCHEDULER, Thread.currentThread(), null);
    }
}
