package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.seda.Events.Handler;
import capriccio.seda.Events.Numbered;
import capriccio.seda.Events.SingleHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.TimeStampedEvent;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/**
 * Ten stages in a row with every controller on. The number of events is the system property {@code seda.events}, 300,000
 * by default; ten million take minutes:
 * {@code mvn -pl seda-compat -am test -Dtest=NothingLostTest -Dsurefire.failIfNoSpecifiedTests=false -Dseda.events=10000000}.
 */
@Timeout(600)
class NothingLostTest {
    private static final int EVENTS = Integer.getInteger("seda.events", 300_000);
    private static final int STAGES = 10;
    private static final int PRODUCERS = 4;
    private static final int EACH = EVENTS / PRODUCERS;
    private static final int IN_FLIGHT = 20_000; // bounds memory

    @AfterEach
    void stop() {
        Sandstorm running = Sandstorm.getSandstorm();
        if (running != null) {
            running.shutdown();
        }
    }

    /** An event with a producer, a number and the time of its birth. */
    private static final class Stamped extends TimeStampedEvent {
        private final int producer;
        private final int number;

        Stamped(int producer, int number) {
            this.producer = producer;
            this.number = number;
            this.timestamp = System.currentTimeMillis();
        }
    }

    private static SandstormConfig config(String threadManager) {
        SandstormConfig config = new SandstormConfig();
        config.putBoolean("global.aSocket.enable", false);
        config.putString("global.defaultThreadManager", threadManager);
        config.putInt("global.TPPTM.numCpus", 3);
        config.putBoolean("global.threadPool.sizeController.enable", true);
        config.putBoolean("global.threadPool.sizeController.autoMaxDetect", true);
        config.putInt("global.threadPool.sizeController.delay", 5);
        config.putInt("global.threadPool.sizeController.threshold", 10);
        config.putInt("global.threadPool.sizeController.idleTimeThreshold", 10);
        config.putInt("global.threadPool.blockTime", 5);
        config.putBoolean("global.batchController.enable", true);
        config.putInt("global.batchController.recalcWindow", 5);
        config.putBoolean("global.rtController.enable", true);
        config.putString("global.rtController.type", "direct");
        config.putInt("global.rtController.targetResponseTime", 1_000_000); // measures; what is refused is tried again
        return config;
    }

    /** Passes an event on until it is taken: the controllers may refuse it. */
    private static void insist(SinkIF sink, QueueElementIF event) throws InterruptedException {
        while (!sink.enqueue_lossy(event)) {
            Thread.sleep(1);
        }
    }

    private static SinkIF pipeline(Sandstorm sandstorm, Handler last, boolean singleThreaded) throws Exception {
        SinkIF sink = sandstorm.getManager().createStage("last", last, unlimited()).getSink();
        for (int i = STAGES - 1; i > 0; i--) {
            SinkIF next = sink;
            Events.Action pass = event -> insist(next, event);
            Handler handler = singleThreaded ? new SingleHandler(pass) : new Handler(pass);
            sink = sandstorm.getManager().createStage("stage " + i, handler, unlimited()).getSink();
        }
        return sink;
    }

    /** Model-based control starts without a limit and only ever refuses when it must. */
    private static String[] unlimited() {
        return new String[] {"rtController.type=mm1"};
    }

    private static List<Thread> produce(SinkIF sink, Semaphore room) {
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            producers.add(new Thread(() -> {
                try {
                    for (int i = 0; i < EACH; i++) {
                        room.acquire();
                        insist(sink, new Stamped(producer, i));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        producers.forEach(Thread::start);
        return producers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void eachProducersOrderIsKeptWhereStagesHaveOneThread(String threadManager) throws Exception {
        Sandstorm sandstorm = new Sandstorm(config(threadManager));
        Semaphore room = new Semaphore(IN_FLIGHT);
        CountDownLatch left = new CountDownLatch(PRODUCERS * EACH);
        int[] next = new int[PRODUCERS];
        AtomicLong outOfOrder = new AtomicLong();
        SinkIF first = pipeline(sandstorm, new SingleHandler(event -> {
            Stamped stamped = (Stamped) event;
            if (next[stamped.producer]++ != stamped.number) {
                outOfOrder.incrementAndGet();
            }
            room.release();
            left.countDown();
        }), true);
        List<Thread> producers = produce(first, room);
        left.await();
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(next).containsOnly(EACH);
        assertThat(outOfOrder).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void everyEventComesOnceThroughPoolsOfManyThreads(String threadManager) throws Exception {
        Sandstorm sandstorm = new Sandstorm(config(threadManager));
        Semaphore room = new Semaphore(IN_FLIGHT);
        CountDownLatch left = new CountDownLatch(PRODUCERS * EACH);
        AtomicIntegerArray seen = new AtomicIntegerArray(PRODUCERS * EACH);
        SinkIF first = pipeline(sandstorm, new Handler(event -> {
            Stamped stamped = (Stamped) event;
            seen.incrementAndGet(stamped.producer * EACH + stamped.number);
            room.release();
            left.countDown();
        }), false);
        produce(first, room);
        left.await();
        for (int i = 0; i < seen.length(); i++) {
            assertThat(seen.get(i)).as("event " + i).isEqualTo(1);
        }
        assertThat(sandstorm.getManager().getStage("last").getSink().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void theShutdownHandlesWhatIsOnItsWay(String threadManager) throws Exception {
        SandstormConfig config = config(threadManager);
        config.putInt("global.drainTime", 60_000);
        config.putBoolean("global.rtController.enable", false);
        Sandstorm sandstorm = new Sandstorm(config);
        AtomicLong handled = new AtomicLong();
        SinkIF first = pipeline(sandstorm, new Handler(event -> handled.incrementAndGet()), false);
        for (int i = 0; i < 20_000; i++) {
            first.enqueue(new Numbered(0, i));
        }
        sandstorm.shutdown();
        assertThat(handled).hasValue(20_000);
    }
}
