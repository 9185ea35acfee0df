package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.continuations.test.PlatformHost;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scheduler stands on fails: no thread is lost, and what comes after runs. */
class FaultsTest {
    private final FifoPolicy queue = new FifoPolicy(2);
    private final AtomicInteger enqueueFailures = new AtomicInteger();
    private final AtomicInteger nextFailures = new AtomicInteger();
    private final AtomicInteger parkFailures = new AtomicInteger();
    private final AtomicInteger endFailures = new AtomicInteger();
    private final AtomicInteger listenerFailures = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final Semaphore wakeups = new Semaphore(0);
    private final Faulty faulty = new Faulty();
    private final Scheduler scheduler = new Scheduler(2, faulty, faulty, faulty, method -> {
        throw new AssertionError("nothing is resumed");
    }, faulty);

    @AfterEach
    void allIsLeftInOrder() throws Exception {
        assertRuns(3);
        await().dontCatchUncaughtExceptions().until(() -> scheduler.alive() == 0); // carriers die of them
        assertThat(scheduler.timers().earliest()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.hasWork()).isFalse();
    }

    /** A carrier's own error, and another one as it recovers. */
    @Test
    void aCarrierSurvivesWhatFailsAsItRecovers() throws Exception {
        scheduler.start();
        assertRuns(1);
        Carrier[] before = scheduler.allCarriers();
        parkFailures.set(2);
        nextFailures.set(2);
        faulty.wakeup();
        assertRuns(4);
        assertThat(scheduler.allCarriers()).containsExactly(before);
    }

    /** As {@code Thread.stop} may end one, before JDK 20. */
    @Test
    void aCarrierThatDiesIsReplaced() throws Exception {
        scheduler.start();
        for (int i = 0; i < 2; i++) {
            scheduler.onCarrierDeath(new Carrier(scheduler, i)); // both that there are, for all it knows
        }
        assertRuns(4);
    }

    /** Whoever joins the thread would wait for ever. */
    @Test
    void anEndThatFindsNoHeapIsToldInTheEnd() throws Exception {
        scheduler.start();
        endFailures.set(5);
        assertRuns(1);
        await().dontCatchUncaughtExceptions().until(() -> ends.get() == 1);
        assertThat(endFailures.get()).isZero();
    }

    /** It only watches. */
    @Test
    void aListenerThatFailsAtAnEndEndsNoCarrier() throws Exception {
        listenerFailures.set(3);
        scheduler.start();
        assertRuns(4);
        await().dontCatchUncaughtExceptions().until(() -> ends.get() == 4);
        assertThat(listenerFailures.get()).isZero();
    }

    @Test
    void aCarrierRecoversFromAFailingPolicy() throws Exception {
        scheduler.start();
        nextFailures.set(5);
        assertRuns(4);
    }

    /** Even if every carrier is asleep. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aThreadThatCannotBeQueuedRunsLater(int failures) throws Exception {
        scheduler.start();
        assertRuns(1);
        await().dontCatchUncaughtExceptions().until(() -> faulty.asleep.get() > 0);
        enqueueFailures.set(failures);
        assertRuns(4);
    }

    /** What a deadline wakes cannot be queued either. */
    @Test
    void aTimerWhoseThreadCannotBeQueuedIsNotLost() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        UserThread u = new UserThread(scheduler, daemon(), ran::countDown);
        scheduler.begin(u);
        assertThat(queue.next(0)).isSameAs(u);
        HandOff.setState(u, "PARKED"); // as a timed park leaves it
        scheduler.addTimer(u, System.nanoTime() - 1);
        enqueueFailures.set(1);
        scheduler.start();
        assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Thread daemon() {
        Thread t = new Thread(() -> {});
        t.setDaemon(true);
        return t;
    }

    private void assertRuns(int threads) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            scheduler.begin(new UserThread(scheduler, daemon(), ran::countDown));
        }
        assertThat(ran.await(60, TimeUnit.SECONDS)).as("%d threads run", threads).isTrue();
    }

    private static boolean fails(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private final class Faulty extends PlatformHost implements SchedulingPolicy, Poller, BlockingListener {
        final AtomicInteger asleep = new AtomicInteger();

        @Override
        public void enqueue(UserThread thread, int carrier) {
            if (fails(enqueueFailures)) {
                throw new OutOfMemoryError("a test asked for it");
            }
            queue.enqueue(thread, carrier);
        }

        @Override
        public @Nullable UserThread next(int carrier) {
            if (fails(nextFailures)) {
                throw new IllegalStateException("a test asked for it");
            }
            return queue.next(carrier);
        }

        @Override
        public boolean hasWork() {
            return queue.hasWork();
        }

        @Override
        public void poll(long nanos) {
            try {
                asleep.incrementAndGet();
                if (wakeups.tryAcquire(nanos < 0 ? Long.MAX_VALUE : nanos, TimeUnit.NANOSECONDS)) {
                    wakeups.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                asleep.decrementAndGet();
            }
        }

        @Override
        public void wakeup() {
            wakeups.release();
        }

        @Override
        public void park(boolean timed, long nanos) {
            if (timed && fails(parkFailures)) {
                throw new IllegalStateException("a test asked for it");
            }
            super.park(timed, nanos);
        }

        @Override
        public void onEnd(UserThread thread) {
            if (fails(endFailures)) {
                throw new OutOfMemoryError("a test asked for it");
            }
            ends.incrementAndGet();
        }

        @Override
        public void blocked(UserThread thread, long chain, long nanos, int carrier) {}

        @Override
        public void ended(UserThread thread, long nanos, int carrier) {
            if (fails(listenerFailures)) {
                throw new IllegalStateException("a test asked for it");
            }
        }
    }
}
