package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.test.PlatformHost;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A carrier goes idle, and a thread is submitted from outside at one of its looks for work, just after the look saw none:
 * it looks again, or is woken. One thread does both, at each place in turn, so that no interleaving is left to chance.
 */
class IdleTest {
    private final FifoPolicy queue = new FifoPolicy(2);
    private final Seams seams = new Seams();
    private final Scheduler scheduler =
            new Scheduler(2, seams, seams, seams, method -> {
                throw new AssertionError("nothing is resumed");
            }, BlockingListener.NONE);
    private final UserThread thread = new UserThread(scheduler, new Thread(), null);
    private final Carrier first = new Carrier(scheduler, 0);
    private final Carrier second = new Carrier(scheduler, 1);

    /** The look after which the thread is submitted, from 1; 0 once it was. */
    private int submitAfter;

    private boolean pollerWoken;
    private boolean slept;
    private @Nullable Carrier toIdleInPoller;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theOneInThePollerSeesIt(int look) {
        submitAfter = look;
        scheduler.idle(first);
        assertThat(submitAfter).as("the thread was submitted").isZero();
        assertThat(slept).as("the carrier sleeps with work in its queue").isFalse();
    }

    /** While the first waits in the poller. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theOneThatParksSeesItOrThePollerIsWoken(int look) {
        toIdleInPoller = second;
        submitAfter = look + 2; // the first carrier's own looks
        scheduler.idle(first);
        assertThat(submitAfter).as("the thread was submitted").isZero();
        assertThat(slept).as("both sleep with work in a queue").isFalse();
    }

    private final class Seams extends PlatformHost implements SchedulingPolicy, Poller {
        @Override
        public void enqueue(UserThread t, int carrier) {
            queue.enqueue(t, carrier);
        }

        @Override
        public @Nullable UserThread next(int carrier) {
            return queue.next(carrier);
        }

        @Override
        public boolean hasWork() {
            boolean seen = queue.hasWork();
            if (submitAfter > 0 && --submitAfter == 0) {
                scheduler.submit(thread);
            }
            return seen;
        }

        @Override
        public void poll(long nanos) {
            Carrier other = toIdleInPoller;
            if (other != null) {
                toIdleInPoller = null;
                scheduler.idle(other);
            }
            slept |= queue.hasWork() && !pollerWoken && nanos < 0;
        }

        @Override
        public void wakeup() {
            pollerWoken = true;
        }

        @Override
        public void park(boolean timed, long nanos) {
            slept |= queue.hasWork() && !pollerWoken;
        }

        @Override
        public void unpark(Thread platform) {}
    }
}
