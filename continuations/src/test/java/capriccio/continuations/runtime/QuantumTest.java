package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.continuations.test.PlatformHost;
import capriccio.continuations.test.WakeupPoller;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timer of preemption, over threads that see the request but, not being woven, cannot follow it. */
class QuantumTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private volatile boolean heapIsFull;
    private final Scheduler scheduler = scheduler();

    private Scheduler scheduler() {
        Scheduler s = new Scheduler(
                1, new Policy(), new WakeupPoller(), new Host(), method -> {
                    throw new AssertionError("nothing is resumed");
                }, BlockingListener.NONE);
        s.preemptAfter(1_000_000);
        return s;
    }

    @AfterEach
    void noRequestIsLeft() {
        await().until(() -> scheduler.alive() == 0 && Checkpoint.requested() == 0);
    }

    @Test
    void asksAThreadThatOverrunsWhileAnotherWaits() throws Exception {
        scheduler.start();
        assertAsked();
    }

    @Test
    void asksNobodyWhileNoneWaits() throws Exception {
        scheduler.start();
        CountDownLatch ended = begin(() -> {
            while (looks.get() < 5) {
                Thread.onSpinWait();
            }
            assertThat(Checkpoint.requested()).isZero();
        });
        join(ended);
    }

    @Test
    void sleepsWhileNoCarrierIsActive() throws Exception {
        scheduler.start();
        Quantum quantum = Objects.requireNonNull(scheduler.quantum());
        await().until(quantum::isAsleep);
        assertAsked(); // it was woken
        await().until(quantum::isAsleep);
    }

    @Test
    void isStartedAgainAfterAFailure() throws Exception {
        failuresLeft.set(2);
        scheduler.start();
        assertAsked();
        assertThat(failuresLeft).hasValue(0);
    }

    /** More of them than there are restarts, for which there would be no heap either. */
    @Test
    void missesTicksWhileTheHeapIsFull() throws Exception {
        heapIsFull = true;
        failuresLeft.set(100);
        scheduler.start();
        assertAsked();
        assertThat(failuresLeft).hasValue(0);
    }

    @Test
    void saysInOneLineThatPreemptionIsOff() throws Exception {
        failuresLeft.set(Integer.MAX_VALUE);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            scheduler.start();
            CountDownLatch ended = begin(() -> {
                while (said.size() == 0) {
                    Thread.onSpinWait();
                }
            });
            join(ended);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("[capriccio] preemption is off").hasLineCount(1);
        join(begin(() -> {})); // threads go on without it
    }

    private void assertAsked() throws InterruptedException {
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch ended = begin(() -> {
            while (Checkpoint.requested() == 0) {
                Thread.onSpinWait();
            }
            assertThat(other.getCount()).as("the other waits for this carrier").isEqualTo(1);
        });
        begin(other::countDown);
        join(ended);
        join(other);
    }

    private CountDownLatch begin(Runnable body) {
        CountDownLatch ended = new CountDownLatch(1);
        scheduler.begin(new UserThread(scheduler, new Thread(), () -> {
            body.run();
            ended.countDown(); // not if an assertion failed
        }));
        return ended;
    }

    private static void join(CountDownLatch ended) throws InterruptedException {
        assertThat(ended.await(20, TimeUnit.SECONDS)).as("the thread has ended").isTrue();
    }

    /** Counts the timer's looks, and fails them on demand. */
    private final class Policy implements SchedulingPolicy {
        private final FifoPolicy fifo = new FifoPolicy(1);

        @Override
        public void enqueue(UserThread thread, int carrier) {
            fifo.enqueue(thread, carrier);
        }

        @Override
        public @Nullable UserThread next(int carrier) {
            return fifo.next(carrier);
        }

        @Override
        public boolean hasWork() {
            if (Thread.currentThread().getName().equals("capriccio-quantum")) {
                looks.incrementAndGet();
                if (failuresLeft.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    throw heapIsFull ? new OutOfMemoryError("injected") : new AssertionError("injected");
                }
            }
            return fifo.hasWork();
        }
    }

    private static final class Host extends PlatformHost {
        @Override
        public void onUncaught(UserThread thread, Throwable thrown) {
            thrown.printStackTrace();
        }
    }
}
