package capriccio.continuations.test;

import capriccio.continuations.runtime.Poller;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** No descriptors: only the wake-up. */
public final class WakeupPoller implements Poller {
    private final Semaphore wakeups = new Semaphore(0);

    @Override
    public void poll(long nanos) {
        try {
            if (wakeups.tryAcquire(nanos < 0 ? Long.MAX_VALUE : nanos, TimeUnit.NANOSECONDS)) {
                wakeups.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }
}
