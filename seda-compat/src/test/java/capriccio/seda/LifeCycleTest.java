package capriccio.seda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import capriccio.seda.Events.Handler;
import capriccio.seda.Events.Numbered;
import capriccio.seda.Events.SingleHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.StageIF;
import seda.sandStorm.api.internal.BatchDescrIF;
import seda.sandStorm.api.internal.BatchSorterIF;
import seda.sandStorm.api.internal.StageWrapperIF;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.core.RateLimitingPredicate;
import seda.sandStorm.core.TimeStampedEvent;
import seda.sandStorm.internal.StageGraphEdge;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** How stages end, what they are measured by, and that controllers work on real threads. */
@Timeout(60)
class LifeCycleTest {
    @TempDir
    private Path folder;

    private final SandstormConfig config = new SandstormConfig();
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void captureErrors() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        config.putBoolean("global.aSocket.enable", false);
    }

    @AfterEach
    void stop() {
        if (Sandstorm.getSandstorm() != null) {
            Sandstorm.getSandstorm().shutdown();
        }
        System.setErr(realErr);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private ManagerIF start() throws Exception {
        return new Sandstorm(config).getManager();
    }

    private static boolean hasThreads(String stage) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.isAlive() && thread.getName().endsWith("<" + stage + ">"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void aDestroyedStageHandlesWhatItHasAndItsThreadsEnd(String threadManager) throws Exception {
        config.putString("global.defaultThreadManager", threadManager);
        config.putInt("global.threadPool.blockTime", -1);
        config.putInt("global.drainTime", 50_000);
        ManagerIF manager = start();
        AtomicInteger handled = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        StageIF stage = manager.createStage("ending", new Handler(event -> {
            gate.await();
            handled.incrementAndGet();
        }), null);
        for (int i = 0; i < 100; i++) {
            stage.getSink().enqueue(new Numbered(0, i));
        }
        Thread destroyer = new Thread(() -> {
            try {
                manager.destroyStage("ending");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        destroyer.start();
        await().until(() -> !stage.getSink().enqueue_lossy(new Numbered(0, -1)));
        gate.countDown();
        destroyer.join();
        assertThat(handled.get()).isGreaterThanOrEqualTo(100);
        assertThat(stage.getSink().size()).isZero();
        assertThat(errors()).doesNotContain("dropped");
        assertThat(hasThreads("ending")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TPSTM", "TPPTM"})
    void whatIsDroppedIsSaid(String threadManager) throws Exception {
        config.putString("global.defaultThreadManager", threadManager);
        config.putInt("global.drainTime", 20);
        ManagerIF manager = start();
        CountDownLatch inside = new CountDownLatch(1);
        SinkIF sink = manager.createStage("stuck", new SingleHandler(event -> {
            inside.countDown();
            new CountDownLatch(1).await();
        }), null).getSink();
        sink.enqueue(new Numbered(0, 0));
        inside.await();
        for (int i = 0; i < 7; i++) {
            sink.enqueue(new Numbered(0, i));
        }
        Sandstorm.getSandstorm().shutdown();
        assertThat(errors()).contains("Sandstorm: Stage <stuck> dropped 7 events: not handled within global.drainTime");
        assertThat(hasThreads("stuck")).isFalse();
        assertThatThrownBy(() -> manager.createStage("late", new Handler(event -> {}), null))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStageMayDestroyItself() throws Exception {
        ManagerIF manager = start();
        CountDownLatch done = new CountDownLatch(1);
        SinkIF sink = manager.createStage("suicide", new SingleHandler(event -> {
            manager.destroyStage("suicide");
            done.countDown();
        }), null).getSink();
        sink.enqueue(new Numbered(0, 0));
        done.await();
        await().until(() -> !hasThreads("suicide"));
    }

    @Test
    void theStandardErrorSaysWhatScriptsLookFor() throws Exception {
        config.putBoolean("global.threadPool.sizeController.enable", true);
        ManagerIF manager = start();
        manager.createStage("said", new Handler(event -> {}), null);
        assertThat(errors())
                .contains("ThreadPoolController: Started, delay 2000 ms, threshold 1000, autoMaxDetect false")
                .contains("Sandstorm: Initializing stages")
                .contains("Sandstorm: Waiting for all components to start...")
                .contains("Sandstorm: Ready.")
                .contains("Creating Stage <said>")
                .contains("TP <said>: initial 1, min 1, max 20, blockTime 1000, idleTime 1000")
                .contains("TP <said>: Starting 1 threads");
    }

    @Test
    void aPoolGrowsUnderLoadAndShrinksWhenIdle() throws Exception {
        config.putBoolean("global.threadPool.sizeController.enable", true);
        config.putInt("global.threadPool.sizeController.delay", 1);
        config.putInt("global.threadPool.sizeController.idleTimeThreshold", 1);
        config.putInt("global.threadPool.blockTime", 1);
        config.putInt("stages.pool.threadPool.sizeController.threshold", 3);
        config.putInt("stages.pool.threadPool.maxThreads", 5);
        config.putBoolean("global.profile.enable", true);
        config.putString("global.profile.filename", folder.resolve("profile").toString());
        ManagerIF manager = start();
        CountDownLatch five = new CountDownLatch(5);
        CountDownLatch gate = new CountDownLatch(1);
        SinkIF sink = manager.createStage("pool", new Handler(event -> {
            five.countDown();
            gate.await();
        }), null).getSink();
        while (five.getCount() > 0) { // each thread takes all that is there
            if (sink.size() < 5) {
                sink.enqueue(new Numbered(0, 0));
            }
            Thread.onSpinWait();
        }
        assertThat(errors()).contains("TP <pool>: Adding 1 threads to pool, size 5");
        gate.countDown();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().endsWith("<pool>"))
                        .count()
                == 1);
    }

    @Test
    void batchesHaveAtMostTheTarget() throws Exception {
        config.putBoolean("global.batchController.enable", true);
        config.putInt("global.batchController.maxBatch", 4);
        ManagerIF manager = start();
        CountDownLatch gate = new CountDownLatch(1);
        FiniteQueue sizes = new FiniteQueue();
        SinkIF sink = manager.createStage("batches", new SingleHandler(event -> {}) {
            @Override
            public void handleEvents(QueueElementIF[] events) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                sizes.enqueue_lossy(new Numbered(0, events.length));
            }
        }, null).getSink();
        for (int i = 0; i < 21; i++) {
            sink.enqueue(new Numbered(0, i));
        }
        gate.countDown();
        int sum = 0;
        while (sum < 21) {
            int size = ((Numbered) sizes.blocking_dequeue(-1)).number();
            assertThat(size).isBetween(1, 4);
            sum += size;
        }
        assertThat(sum).isEqualTo(21);
    }

    @Test
    void aStageMayHaveItsOwnSorter() throws Exception {
        ManagerIF manager = start();
        FiniteQueue seen = new FiniteQueue();
        AtomicInteger done = new AtomicInteger();
        SinkIF sink = manager.createStage("sorted", new SingleHandler(event -> {}) {
            @Override
            public void init(ConfigDataIF data) {
                data.getStage().getWrapper().setBatchSorter(new Pairs(done));
            }

            @Override
            public void handleEvents(QueueElementIF[] events) {
                seen.enqueue_lossy(new Numbered(events.length, ((Numbered) events[0]).number()));
            }
        }, null).getSink();
        sink.enqueue_many(new QueueElementIF[] {new Numbered(0, 1), new Numbered(0, 2)});
        assertThat(seen.blocking_dequeue(-1)).isEqualTo(new Numbered(2, 2));
        await().untilAtomic(done, is(1));
    }

    /** Batches of two, the later event first. */
    private static final class Pairs implements BatchSorterIF {
        private final AtomicInteger done;
        private @Nullable StageWrapperIF stage;

        Pairs(AtomicInteger done) {
            this.done = done;
        }

        @Override
        public void init(StageWrapperIF wrapper, ManagerIF manager) {
            stage = wrapper;
        }

        @Override
        public @Nullable BatchDescrIF nextBatch(int timeoutMillis) {
            QueueElementIF[] pair = ((FiniteQueue) requireNonNull(stage).getSource()).blocking_dequeue(timeoutMillis, 2, true);
            if (pair == null) {
                return null;
            }
            QueueElementIF first = pair[0];
            pair[0] = pair[pair.length - 1];
            pair[pair.length - 1] = first;
            return new BatchDescrIF() {
                @Override
                public QueueElementIF[] getBatch() {
                    return pair;
                }

                @Override
                public void batchDone() {
                    done.incrementAndGet();
                }
            };
        }
    }

    /** A request that knows when it came. */
    private static final class Request extends TimeStampedEvent {
        Request() {
            timestamp = System.currentTimeMillis();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "pid", "mm1", "multiclass"})
    void aControlledStageRefusesWhatItCannotServe(String type) throws Exception {
        config.putBoolean("stages.slow.rtController.enable", true);
        config.putString("stages.slow.rtController.type", type);
        config.putInt("stages.slow.rtController.targetResponseTime", 50);
        ManagerIF manager = start();
        AtomicInteger handled = new AtomicInteger();
        StageIF slow = manager.createStage("slow", new SingleHandler(event -> {
            Thread.sleep(5);
            handled.incrementAndGet();
        }), null);
        int refused = 0;
        int accepted = 0;
        int longest = 0;
        slow.getSink().enqueue(new Request()); // the first one tells how long one takes
        await().until(() -> slow.getWrapper().getStats().getTotalEvents() == 1);
        await().until(() -> slow.getSink().size() == 0);
        while (refused < 1000 || handled.get() < 20) {
            if (slow.getSink().enqueue_lossy(new Request())) {
                accepted++;
            } else {
                refused++;
            }
            longest = Math.max(longest, slow.getSink().size());
            Thread.onSpinWait();
        }
        int all = accepted + 1;
        await().untilAtomic(handled, is(all));
        assertThat(longest).as("50 ms hold ten requests of 5 ms").isLessThanOrEqualTo(10);
        assertThat(slow.getWrapper().getResponseTimeController().getTarget()).isEqualTo(50);
        slow.getWrapper().getResponseTimeController().disable();
        assertThat(slow.getSink().getEnqueuePredicate()).isNull();
        slow.getWrapper().getResponseTimeController().enable();
        assertThat(slow.getSink().getEnqueuePredicate()).isNotNull();
    }

    @Test
    void controllersFollowTheirSettings() throws Exception {
        config.putBoolean("global.rtController.enable", true);
        ManagerIF manager = start();
        Handler handler = new Handler(event -> {});
        assertThatThrownBy(() -> manager.createStage("s", handler, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stages.s.rtController.targetResponseTime or global.rtController.targetResponseTime");
        StageIF without = manager.createStage("s", handler, new String[] {"rtController.enable=false"});
        assertThat(without.getWrapper().getResponseTimeController()).isNull();
        assertThat(without.getSink().getEnqueuePredicate()).isNull();
        Sandstorm.getSandstorm().shutdown();
        config.putDouble("global.rtController.targetResponseTime", 100);
        ManagerIF second = start();
        StageIF direct = second.createStage("s", handler, null);
        RateLimitingPredicate predicate = (RateLimitingPredicate) direct.getSink().getEnqueuePredicate();
        assertThat(predicate.getTargetRate()).isEqualTo(10);
        assertThat(predicate.getDepth()).isEqualTo(10);
        assertThatThrownBy(() -> second.createStage("t", handler, new String[] {"rtController.type=magic"}))
                .hasMessage("stage t has the unknown rtController.type magic: use direct, pid, mm1 or multiclass");
    }

    @Test
    void configuredStagesHaveAThreshold() throws Exception {
        config.addStage("configured", "capriccio.seda.LifeCycleTest$Silent", null);
        ManagerIF manager = start();
        QueueThresholdPredicate predicate =
                (QueueThresholdPredicate) manager.getStage("configured").getSink().getEnqueuePredicate();
        assertThat(predicate.getThreshold()).isEqualTo(-1);
    }

    /** A handler that can be configured. */
    public static final class Silent extends Handler {
        /** For the runtime. */
        public Silent() {
            super(event -> {});
        }
    }

    @Test
    void theProfileAndTheGraphAreWritten() throws Exception {
        Path profile = folder.resolve("profile.txt");
        Path graph = folder.resolve("graph.txt");
        config.putBoolean("global.profile.enable", true);
        config.putInt("global.profile.delay", 1);
        config.putString("global.profile.filename", profile.toString());
        config.putBoolean("global.profile.graph", true);
        config.putString("global.profile.graphfilename", graph.toString());
        Files.writeString(profile, "what was there before\n");
        ManagerIF manager = start();
        assertThat(manager.getProfiler().enabled()).isTrue();
        manager.getProfiler().add("mine", () -> 42);
        manager.getProfiler().add("nothing", null);
        FiniteQueue out = new FiniteQueue();
        SinkIF last = manager.createStage("last", new SingleHandler(out::enqueue), null).getSink();
        SinkIF first = manager.createStage("first", new SingleHandler(event -> {
            last.enqueue(event);
            last.enqueue_lossy(event);
            last.enqueue_many(new QueueElementIF[] {event, event});
            last.enqueue_commit(last.enqueue_prepare(new QueueElementIF[] {event}));
        }), null).getSink();
        assertThat(first).isInstanceOf(FiniteQueue.class);
        first.enqueue(new Numbered(0, 0));
        for (int i = 0; i < 5; i++) {
            out.blocking_dequeue(-1);
        }
        await().until(() -> samples(profile) >= 3);
        StageGraphEdge[] edges = manager.getProfiler().getGraphProfiler()
                .getEdgesFromStage(manager.getStage("first").getWrapper());
        assertThat(edges).hasSize(1);
        assertThat(edges[0].toStage).isSameAs(manager.getStage("last").getWrapper());
        assertThat(edges[0].count).isEqualTo(5);
        Sandstorm.getSandstorm().shutdown();
        assertThat(manager.getProfiler().enabled()).isFalse();
        List<String> lines = Files.readAllLines(profile);
        assertThat(lines.get(0)).isEqualTo("what was there before");
        assertThat(lines.get(1)).startsWith("##### Profile started at ");
        assertThat(lines.get(2)).isEqualTo("##### Sample delay 1 msec");
        assertThat(lines)
                .contains("# Registered 0 mine", "# Registered 1 last queueLength", "# Registered 2 ThreadPool <last>");
        assertThat(lines).anyMatch(line -> line.matches("totalmem\\(kb\\) \\d+ freemem\\(kb\\) \\d+ pr0 42 pr1 \\d+ pr2 1 .*"));
        assertThat(Files.readString(graph))
                .isEqualTo("digraph sandstorm {\n  rankdir=TB;\n  \"first\" -> \"last\" [label=\"5\"];\n}\n");
    }

    private static long samples(Path profile) throws IOException {
        return Files.readAllLines(profile).stream().filter(line -> line.startsWith("totalmem")).count();
    }

    @Test
    void withoutAProfileNothingIsWritten() throws Exception {
        config.putString("global.profile.filename", folder.resolve("none").toString());
        ManagerIF manager = start();
        manager.getProfiler().add("mine", () -> 42);
        assertThat(manager.getProfiler().enabled()).isFalse();
        manager.getProfiler().getGraphProfiler().dumpGraph();
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
