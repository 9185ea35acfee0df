package capriccio.continuations.test;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.locks.LockSupport;

/** Parks platform threads as the JDK does, and takes no notice of how user threads end. */
public class PlatformHost implements Scheduler.Host {
    @Override
    public void park(boolean timed, long nanos) {
        if (timed) {
            LockSupport.parkNanos(nanos);
        } else {
            LockSupport.park();
        }
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
    public void onUncaught(UserThread thread, Throwable thrown) {}

    @Override
    public void onEnd(UserThread thread) {}
}
