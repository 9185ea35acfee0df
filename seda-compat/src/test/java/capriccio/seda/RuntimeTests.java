package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** Tests with a runtime of their own and a queue for its events. */
@Timeout(60)
abstract class RuntimeTests {
    static final int PATIENCE_MILLIS = 20_000;

    Sandstorm sandstorm;
    final FiniteQueue events = new FiniteQueue("events");

    @BeforeEach
    void start() throws Exception {
        sandstorm = new Sandstorm(new SandstormConfig());
    }

    @AfterEach
    void stop() {
        Sandstorm running = Sandstorm.getSandstorm(); // perhaps one that a test has started, or not quite
        if (running != null) {
            running.shutdown();
        }
    }

    /** Another runtime, with {@code name=value} settings. */
    void restart(String... settings) throws Exception {
        stop();
        sandstorm = new Sandstorm(new SandstormConfig(settings));
    }

    <T> T next(Class<T> type) {
        return next(events, type);
    }

    /** The next event of a queue, which has to be of this type. */
    static <T> T next(FiniteQueue queue, Class<T> type) {
        QueueElementIF event = queue.blocking_dequeue(PATIENCE_MILLIS);
        assertThat(event).isInstanceOf(type);
        return type.cast(event);
    }
}
