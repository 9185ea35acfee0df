package capriccio.blockinggraph.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import capriccio.blockinggraph.limit.CountGauge;
import capriccio.blockinggraph.test.Threads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The thread that ticks lives through a full heap; whatever else fails ends it, and nobody is held back after that. */
class HousekeeperTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Resources resources = new Resources();
    private final RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
    private final Governor governor = new Governor(new BlockingGraph(resources), resources, queues);
    private volatile int readings;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        queues.fallBack("the test is over"); // the housekeeper ends
        System.setErr(err);
    }

    private void startFailing(int times, Error failure) {
        governor.watch(Resource.STACK, new CountGauge(() -> read(times, failure)), 1, 1);
        Housekeeper.start(governor, Threads.scheduler(), 1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads gauges
    private double read(int times, Error failure) {
        if (++readings <= times) {
            throw failure;
        }
        return 1;
    }

    @Test
    void afterAFullHeapItTicksOn() {
        startFailing(30, new OutOfMemoryError("a test asked for it"));
        await().until(() -> readings > 40);
        assertThat(queues.hasFallenBack()).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void afterAnyOtherFailureTheQueuesGoOnAlone() {
        startFailing(1, new AssertionError("a test asked for it"));
        await().until(queues::hasFallenBack);
        await().until(() -> said.size() > 0);
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("[capriccio] policy=graph falls back").contains("asked for it");
        assertThat(governor.admission().isOpen()).isTrue();
    }

    /** What it gives the queues when it cannot tick lets all go that the plan before held. */
    @Test
    void openHoldsNobody() {
        queues.follow(new Plan(1, new byte[0], new int[0], new int[0], new int[0], new long[0][], new Budget[0], new boolean[0],
                new Budget[] {new Budget(0)}));
        queues.enqueue(Threads.thread(), 0);
        queues.enqueue(Threads.thread(), 0);
        assertThat(queues.next(0)).isNull();
        assertThat(queues.held()).isEqualTo(2);
        governor.open();
        assertThat(queues.hasWork()).isTrue();
        assertThat(queues.next(0)).isNotNull();
        assertThat(queues.next(0)).isNotNull();
    }
}
