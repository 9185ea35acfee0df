package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.continuations.test.PlatformHost;
import capriccio.continuations.test.WakeupPoller;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that block the carrier's platform thread, on one carrier. */
class BlockingTest {
    private final Scheduler scheduler = new Scheduler(
            1, new FifoPolicy(1), new WakeupPoller(), new Host(), method -> {
                throw new AssertionError("nothing is resumed");
            }, BlockingListener.NONE);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(2);

    @AfterEach
    void allCarriersButOneRetire() {
        await().until(() -> scheduler.alive() == 0 && scheduler.carriers() == 1);
    }

    @Test
    void whatTakesLongHasAnotherCarrierTakeOver() throws Exception {
        scheduler.start();
        assertOthersRun();
        assertThat(scheduler.handOvers()).isEqualTo(1);
        assertThat(scheduler.pinnedParks()).isZero();
    }

    @Test
    void theTimerHasAnotherTakeOverBeyondTheLimit() throws Exception {
        scheduler.handOverAtMost(0);
        scheduler.preemptAfter(1_000_000);
        scheduler.start();
        assertOthersRun();
        assertThat(scheduler.handOvers()).isZero();
    }

    @Test
    void anExitWithoutAnEntryIsNothing() throws Exception {
        Blocking.enter();
        Blocking.exit();
        scheduler.start();
        begin(() -> {
            Blocking.exit();
            Blocking.enterLong();
            Blocking.enter();
            Blocking.exit();
            Blocking.exit();
            ended.countDown();
        });
        begin(ended::countDown);
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.handOvers()).isEqualTo(1);
    }

    private void assertOthersRun() throws InterruptedException {
        begin(() -> {
            Blocking.enterLong();
            try {
                assertThat(released.await(30, TimeUnit.SECONDS)).isTrue(); // unwoven: it blocks the platform thread
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                Blocking.exit();
            }
            ended.countDown();
        });
        begin(() -> {
            released.countDown();
            ended.countDown();
        });
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void begin(Runnable task) {
        scheduler.begin(new UserThread(scheduler, new Thread(task), task));
    }

    private static final class Host extends PlatformHost {
        @Override
        public void onUncaught(UserThread thread, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
