package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.continuations.test.PlatformHost;
import capriccio.continuations.test.WakeupPoller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pinned threads that wait for a monitor, on two carriers; whoever holds it waits for a third thread. */
class BriefWaitTest {
    private final Map<Thread, UserThread> users = new ConcurrentHashMap<>();
    private final Scheduler scheduler = new Scheduler(
            2, new FifoPolicy(2), new WakeupPoller(), new Host(), method -> {
                throw new AssertionError("nothing is resumed");
            }, BlockingListener.NONE);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(2);
    private volatile boolean mayLeave;

    @BeforeEach
    void start() {
        Scheduler.install(new Host());
        scheduler.preemptAfter(1_000_000);
        scheduler.start();
    }

    @AfterEach
    void surplusCarriersRetire() {
        await().until(() -> scheduler.alive() == 0 && scheduler.carriers() == 2);
    }

    @Test
    void ofAnOwnerThatRunsTheTimerHasAnotherCarrierTakeOver() throws Exception {
        begin(() -> enter(() -> {
            while (!mayLeave) {
                Thread.onSpinWait();
            }
        }));
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        waitForItThenLetGo(null);
        assertThat(scheduler.pinnedParks()).isZero();
    }

    @Test
    void ofAnOwnerThatBlocksAnotherCarrierTakesOverAtOnce() throws Exception {
        UserThread owner = begin(() -> enter(() -> {
            while (!mayLeave) {
                UserThread.park(false, 0);
            }
        }));
        await().until(() -> scheduler.pinnedParks() == 1);
        waitForItThenLetGo(owner);
        assertThat(scheduler.pinnedParks()).isGreaterThan(1);
    }

    private void waitForItThenLetGo(@Nullable UserThread parked) throws InterruptedException {
        UserThread waits = begin(() -> enter(() -> {}));
        await().until(waits::isPinned);
        begin(() -> {
            mayLeave = true;
            if (parked != null) {
                parked.unpark();
            }
        });
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void enter(Runnable inside) {
        Pin.enter();
        try {
            Monitors.enter(this);
            try {
                held.countDown();
                inside.run();
            } finally {
                Monitors.exit(this);
            }
        } finally {
            Pin.exit();
        }
        ended.countDown();
    }

    private UserThread begin(Runnable task) {
        Thread identity = new Thread(task);
        UserThread u = new UserThread(scheduler, identity, task);
        users.put(identity, u);
        scheduler.begin(u);
        return u;
    }

    private final class Host extends PlatformHost {
        @Override
        public @Nullable UserThread userThread(Thread thread) {
            return users.get(thread);
        }

        @Override
        public void onUncaught(UserThread thread, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
