package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import capriccio.seda.Events.Handler;
import capriccio.seda.Events.Numbered;
import capriccio.seda.Events.SingleHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.NoSuchStageException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SignalIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.StageIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.ssTimer;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

@Timeout(60)
class StagesTest {
    private static final int STAGES = 10;
    private static final int PRODUCERS = 4;
    private static final int EVENTS_EACH = 50_000;

    private Set<Thread> before;
    private Sandstorm sandstorm;
    private ManagerIF manager;

    @BeforeEach
    void start() throws Exception {
        before = Thread.getAllStackTraces().keySet();
        SandstormConfig config = new SandstormConfig();
        config.putInt("stages.pool.threadPool.initialThreads", 4);
        sandstorm = new Sandstorm(config);
        manager = sandstorm.getManager();
    }

    @AfterEach
    void everyThreadEnds() throws InterruptedException {
        sandstorm.shutdown();
        sandstorm.shutdown();
        assertThat(Sandstorm.getSandstorm()).isNull();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean ofJUnit = thread.getName().startsWith("junit-"); // it watches the timeouts
            if (!before.contains(thread) && !thread.isDaemon() && !ofJUnit) {
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private SinkIF stage(String name, Handler handler) throws Exception {
        return manager.createStage(name, handler, null).getSink();
    }

    @Test
    void aPipelineDeliversEverythingInEachProducersOrder() throws Exception {
        int[] next = new int[PRODUCERS];
        AtomicInteger outOfOrder = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(PRODUCERS * EVENTS_EACH);
        SinkIF sink = stage("last", new SingleHandler(event -> {
            Numbered numbered = (Numbered) event;
            if (next[numbered.producer()]++ != numbered.number()) {
                outOfOrder.incrementAndGet();
            }
            left.countDown();
        }));
        for (int i = 1; i < STAGES; i++) {
            SinkIF target = sink;
            sink = stage("stage " + i, new SingleHandler(target::enqueue));
        }
        produceInto(sink);
        left.await();
        assertThat(outOfOrder).hasValue(0);
        assertThat(manager.getStage("last").getWrapper().getStats().getTotalEvents())
                .isGreaterThan(0);
        assertThat(next).containsOnly(EVENTS_EACH);
    }

    private static void produceInto(SinkIF sink) {
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            new Thread(() -> {
                        for (int i = 0; i < EVENTS_EACH; i++) {
                            sink.enqueue_lossy(new Numbered(producer, i));
                        }
                    })
                    .start();
        }
    }

    @Test
    void aPoolOfThreadsDeliversEverything() throws Exception {
        LongAdder sum = new LongAdder();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(4);
        SinkIF sink = stage("pool", new Handler(event -> {
            if (threads.add(Thread.currentThread())) {
                together.countDown();
                together.await(); // proves that four threads are inside at once
            }
            sum.increment();
        }));
        while (together.getCount() > 0) {
            if (sink.size() == 0) { // or a busy machine's memory is filled before the threads run
                sink.enqueue(new Numbered(0, 0));
            }
            Thread.onSpinWait();
        }
        long sentBefore = sum.sum();
        produceInto(sink);
        await().atMost(Duration.ofSeconds(50))
                .untilAsserted(() -> assertThat(sum.sum()).isGreaterThanOrEqualTo(sentBefore + PRODUCERS * EVENTS_EACH));
        assertThat(threads).hasSize(4);
    }

    @Test
    void aHandlersExceptionLosesItsBatchOnly() throws Exception {
        FiniteQueue seen = new FiniteQueue();
        SinkIF sink = stage("fragile", new SingleHandler(event -> {
            if (((Numbered) event).number() < 0) {
                throw new IllegalStateException("expected by the test");
            }
            seen.enqueue(event);
        }));
        sink.enqueue(new Numbered(0, -1));
        await().until(() -> sink.size() == 0);
        await().untilAsserted(() -> {
            sink.enqueue(new Numbered(0, 1));
            assertThat(seen.blocking_dequeue(1000)).isEqualTo(new Numbered(0, 1));
        });
    }

    @Test
    void anErrorKillsTheThreadButNotTheStage() throws Exception {
        CountDownLatch dying = new CountDownLatch(1);
        FiniteQueue seen = new FiniteQueue();
        SinkIF sink = stage("mortal", new SingleHandler(event -> {
            if (((Numbered) event).number() < 0) {
                dying.countDown();
                throw new AssertionError("expected by the test");
            }
            seen.enqueue(event);
        }));
        sink.enqueue(new Numbered(0, -1));
        dying.await();
        sink.enqueue(new Numbered(0, 1));
        assertThat(seen.blocking_dequeue(20_000)).isEqualTo(new Numbered(0, 1));
    }

    @Test
    void stagesAreFoundRenamedAndDestroyed() throws Exception {
        CountDownLatch destroyed = new CountDownLatch(1);
        List<String> args = new ArrayList<>();
        Handler handler = new SingleHandler(event -> {}) {
            @Override
            public void init(ConfigDataIF config) {
                args.add(config.getString("colour") + config.getInt("n") + config.getStage().getName());
            }

            @Override
            public void destroy() {
                destroyed.countDown();
            }
        };
        StageIF first = manager.createStage("same", handler, new String[] {"colour=red", "n=7"});
        StageIF second = manager.createStage("same", handler, null);
        assertThat(args).containsExactly("red7same", "null-1" + second.getName());
        assertThat(second.getName()).startsWith("same-");
        assertThat(manager.getStage("same")).isSameAs(first);
        manager.destroyStage("same");
        destroyed.await();
        assertThatThrownBy(() -> manager.getStage("same")).isInstanceOf(NoSuchStageException.class);
        assertThatThrownBy(() -> first.getSink().enqueue(new Numbered(0, 0))).isInstanceOf(SinkClosedException.class);
        assertThatThrownBy(() -> new Sandstorm(new SandstormConfig())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void timersFireInTimeOrderAndNotEarly() {
        ssTimer timer = new ssTimer();
        FiniteQueue queue = new FiniteQueue();
        long start = System.currentTimeMillis();
        timer.registerEvent(60, new Numbered(0, 3), queue);
        timer.registerEvent(20, new Numbered(0, 1), queue);
        timer.registerEvent(-5, new Numbered(0, 0), queue);
        timer.registerEvent(20, new Numbered(0, 2), queue);
        timer.cancelEvent(timer.registerEvent(10, new Numbered(0, -1), queue));
        timer.cancelEvent(null);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.blocking_dequeue(-1)).isEqualTo(new Numbered(0, i));
        }
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(60);
        timer.registerEvent(1_000_000, new Numbered(0, 9), queue);
        assertThat(timer.size()).isEqualTo(1);
        timer.doneWithTimer();
        assertThat(timer.size()).isZero();
        new ssTimer().registerEvent(1_000_000, new Numbered(0, 9), queue); // ends with the runtime
    }

    @Test
    void signalsGoToTheirExactClass() {
        FiniteQueue queue = new FiniteQueue();
        SignalIF signal = new SignalIF() {};
        manager.getSignalMgr().register(signal, queue);
        assertThatThrownBy(() -> manager.getSignalMgr().register(signal, queue))
                .isInstanceOf(IllegalArgumentException.class);
        manager.getSignalMgr().deregister(signal, queue);
        assertThatThrownBy(() -> manager.getSignalMgr().deregister(signal, queue))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void batchesAreNeverEmpty() throws Exception {
        FiniteQueue sizes = new FiniteQueue();
        SinkIF sink = stage("batches", new SingleHandler(event -> {}) {
            @Override
            public void handleEvents(QueueElementIF[] events) {
                sizes.enqueue_lossy(new Numbered(0, events.length));
            }
        });
        sink.enqueue_many(new QueueElementIF[] {new Numbered(0, 0), new Numbered(0, 1)});
        assertThat(sizes.blocking_dequeue(-1)).isEqualTo(new Numbered(0, 2));
    }
}
