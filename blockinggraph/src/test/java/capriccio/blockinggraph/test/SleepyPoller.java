package capriccio.blockinggraph.test;

import capriccio.continuations.runtime.Poller;
import java.util.concurrent.locks.LockSupport;

/** No descriptor is ever ready, and a carrier looks again after a millisecond. */
final class SleepyPoller implements Poller {
    @Override
    public void poll(long nanos) {
        LockSupport.parkNanos(nanos < 0 ? 1_000_000 : Math.min(nanos, 1_000_000));
    }

    @Override
    public void wakeup() {}
}
