package capriccio.blockinggraph.test;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.locks.LockSupport;

/** The plain JVM's parking, for a scheduler without the agent. */
public class PlainHost implements Scheduler.Host {
    @Override
    public void park(boolean timed, long nanos) {
        LockSupport.parkNanos(timed ? nanos : 1_000_000);
    }

    @Override
    public void unpark(Thread platform) {
        LockSupport.unpark(platform);
    }

    @Override
    public boolean clearInterrupt() {
        return Thread.interrupted();
    }

    @Override
    public boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void onUncaught(UserThread thread, Throwable thrown) {
        throw new AssertionError(thrown);
    }

    @Override
    public void onEnd(UserThread thread) {}
}
