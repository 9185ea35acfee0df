package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The races of {@link HandOff}, many rounds each with plain threads; jcstress runs them in the profile proof. */
class HandOffTest {
    private static final int ROUNDS = 2_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void anUnparkedThreadBecomesRunnableOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.Permit round = new HandOff.Permit();
            atOnce(() -> done(round::park), () -> done(round::unpark));
            assertThat(round.timesRunnable()).as("round %d", i).isEqualTo(1);
        }
    }

    @Test
    void aRunnableThreadIsHandedOutOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.RunQueue round = new HandOff.RunQueue();
            int taken = atOnce(() -> done(round::enqueue), () -> round.take(0) + round.take(1));
            assertThat(taken + round.drain()).as("round %d", i).isEqualTo(1);
        }
    }

    @Test
    void aThreadThatGoesFirstIsHandedOutOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.RunQueue round = new HandOff.RunQueue();
            int taken = atOnce(
                    () -> {
                        round.enqueueFirst();
                        return round.take(0);
                    },
                    () -> round.take(1));
            assertThat(taken + round.drain()).as("round %d", i).isEqualTo(1);
        }
    }

    @Test
    void anIdleCarrierSeesWhatIsSubmitted() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.Wakeup round = new HandOff.Wakeup();
            assertThat(atOnce(round::idle, () -> done(round::submit))).as("round %d", i).isEqualTo(1);
        }
    }

    @Test
    void aMonitorExcludes() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.Exclusion round = new HandOff.Exclusion();
            atOnce(() -> done(round::increment), () -> done(round::increment));
            assertThat(round.total()).as("round %d", i).isEqualTo(2);
        }
    }

    @Test
    void aNotificationIsNotLost() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HandOff.Notification round = new HandOff.Notification();
            assertThat(atOnce(round::await, () -> done(round::set))).as("round %d", i).isEqualTo(1);
        }
    }

    private static int done(Runnable action) {
        action.run();
        return 0;
    }

    /** Runs both at the same time and adds what they return. */
    private int atOnce(Callable<Integer> a, Callable<Integer> b) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Integer> first = threads.submit(() -> {
            start.await();
            return a.call();
        });
        Future<Integer> second = threads.submit(() -> {
            start.await();
            return b.call();
        });
        return first.get(60, TimeUnit.SECONDS) + second.get(60, TimeUnit.SECONDS);
    }
}
