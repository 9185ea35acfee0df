package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.test.PlatformHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final long SEED = 20261121;

    private final Timers timers = new Timers();
    private final Scheduler scheduler = new Scheduler(
            1, new FifoPolicy(1), new NoPoller(), new PlatformHost(), method -> {
                throw new AssertionError("nothing is resumed");
            }, BlockingListener.NONE);

    private UserThread thread() {
        return new UserThread(scheduler, new Thread(), null);
    }

    /** Expiry only sets the permit here, for no thread is parked; its order shows in what is left. */
    @Test
    void expiresInOrderOfDeadlines() {
        Random random = new Random(SEED);
        List<UserThread> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            UserThread u = thread();
            timers.add(u, random.nextInt(500));
            all.add(u);
        }
        for (int i = 0; i < 1000; i += 3) {
            timers.remove(all.get(i));
            assertThat(all.get(i).timerIndex).isEqualTo(-1);
        }
        for (int i = 1; i < 1000; i += 3) {
            timers.add(all.get(i), random.nextInt(500)); // moves
        }
        all.removeIf(u -> u.timerIndex < 0);
        all.sort(Comparator.comparingLong(u -> u.deadline));
        while (!all.isEmpty()) {
            long due = all.get(0).deadline;
            assertThat(timers.earliest()).as("seed %d", SEED).isEqualTo(due);
            timers.expire(due);
            for (UserThread u : all) {
                assertThat(u.timerIndex >= 0).as("seed %d, deadline %d at %d", SEED, u.deadline, due).isEqualTo(u.deadline > due);
            }
            all.removeIf(u -> u.deadline <= due);
        }
        assertThat(timers.earliest()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tellsWhetherTheNewDeadlineIsTheEarliest() {
        UserThread first = thread();
        assertThat(timers.add(first, 100)).isTrue();
        assertThat(timers.add(thread(), 200)).isFalse();
        assertThat(timers.add(thread(), 50)).isTrue();
        timers.remove(first);
        timers.remove(first); // twice does no harm
        assertThat(timers.earliest()).isEqualTo(50);
    }

    private static final class NoPoller implements Poller {
        @Override
        public void poll(long nanos) {}

        @Override
        public void wakeup() {}
    }
}
