package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.scarce.Curve;
import capriccio.bench.scarce.Defaults;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.main.SandstormConfig;
import static java.util.Objects.requireNonNull;

/** The experiment {@code pool-controller}. */
@Command(
        name = "bench/run pool-controller",
        mixinStandardHelpOptions = true,
        description = "A stage with blocking work at three levels of load, then idle: how many threads does it have?",
        defaultValueProvider = PoolController.FourMinutes.class)
public final class PoolController extends Experiment {
    @Option(names = "--levels", split = ",", defaultValue = "64,128,256", description = "clients, one level after the other (${DEFAULT-VALUE})")
    List<Integer> levels = List.of();

    @Option(names = "--delay", defaultValue = "2000", description = "milliseconds between two looks of the controller (${DEFAULT-VALUE})")
    int delayMillis;

    @Option(names = "--threshold", defaultValue = "100", description = "queue length from which a thread is added (${DEFAULT-VALUE})")
    int threshold;

    /** A minute for each level, and for idleness after them. */
    static final class FourMinutes extends Defaults {
        FourMinutes() {
            super(Map.of("--duration", "240", "--rounds", "1"));
        }
    }

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PoolController()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return List.of(levels.stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    @Override
    protected Subject subject() {
        if (delayMillis < 1 || threshold < 1 || levels.stream().anyMatch(n -> n < 1)) {
            throw usage("--levels, --delay and --threshold must be positive");
        }
        return new Levels(levels, delayMillis, threshold, Math.round(duration * 1_000 / (levels.size() + 1)));
    }

    /** SEDA's Fig. 8. */
    record Levels(List<Integer> levels, int delayMillis, int threshold, long levelMillis) implements Subject {
        static final String CONTROLLER = "controller";
        static final String ONE_THREAD = "one-thread";

        private static final int WORK_MILLIS = 10;
        private static final int THINK_MILLIS = 20;
        private static final int MOST_THREADS = 20;
        private static final double IDLE_DELAYS = 2.5;
        private static final int SAMPLES_PER_LEVEL = 60;
        private static final Curve QUEUE = new Curve("queue", "Events in the queue", false);
        private static final Curve THREADS = new Curve("threads", "Threads of the stage", false);
        private static final Figure COMPLETED = Figure.measured("completed", "completed/s", "%.0f", false);
        private static final Figure LONGEST = Figure.measured("longestQueue", "longest queue", "%.0f", false);
        private static final Figure MOST = Figure.measured("mostThreads", "most threads", "%.0f", false);
        private static final Figure LAST = Figure.measured("lastThreads", "threads once idle", "%.0f", false);

        @Override
        public String name() {
            return "pool-controller";
        }

        @Override
        public String heading() {
            return "A pool that follows its queue";
        }

        @Override
        public String introduction() {
            return """
                    Events come from %s clients, one level after the other, in a closed loop with pauses of %d ms, then from nobody; each
                    blocks its thread for %d ms. The controller looks every %d ms and adds a thread, up to %d, while %d events or more
                    wait; a thread that has been idle for %.1f s leaves [SEDA01, Fig. 8]. Curves are of the first round."""
                    .formatted(levels.stream().map(String::valueOf).collect(Collectors.joining(", ")), THINK_MILLIS, WORK_MILLIS, delayMillis, MOST_THREADS, threshold, IDLE_DELAYS * delayMillis / 1e3);
        }

        @Override
        public String unit() {
            return "clients at most";
        }

        @Override
        public List<Row> rows(Path project) {
            return List.of(
                    new Row(CONTROLLER, "the pool grows and shrinks", List.of(), List.of(), ""),
                    new Row(ONE_THREAD, "one thread", List.of(), List.of(), ""));
        }

        @Override
        public List<Point> measure(Plan plan) throws InterruptedException {
            return plan.each((row, load, round) -> measure(row.name().equals(CONTROLLER)));
        }

        private Measured measure(boolean controlled) throws Exception {
            SandstormConfig config = new SandstormConfig();
            String controller = "global.threadPool.sizeController.";
            config.putBoolean(controller + "enable", controlled);
            config.putInt(controller + "delay", delayMillis);
            config.putInt(controller + "threshold", threshold);
            config.putInt(controller + "idleTimeThreshold", (int) (IDLE_DELAYS * delayMillis));
            config.putInt("global.threadPool.blockTime", Math.max(1, delayMillis / 2)); // a thread that waits does not notice that it is idle
            config.putInt("global.threadPool.maxThreads", MOST_THREADS);
            int sampleMillis = (int) Math.max(1, levelMillis / SAMPLES_PER_LEVEL);
            try (Clients clients = new Clients();
                    StageRun run = new StageRun(config, sampleMillis, clients)) {
                for (int level : levels) {
                    clients.level(level, run.sink());
                    TimeUnit.MILLISECONDS.sleep(levelMillis);
                }
                clients.level(0, run.sink());
                TimeUnit.MILLISECONDS.sleep(levelMillis);
                return measured(run.end(), clients.completed.sum());
            }
        }

        private Measured measured(Map<String, List<Measured.Moment>> profile, long completed) {
            List<Measured.Moment> queue = requireNonNull(profile.get(StageRun.STAGE + " queueLength"), "every stage is watched");
            List<Measured.Moment> threads = requireNonNull(profile.get("ThreadPool <" + StageRun.STAGE + ">"), "every pool is watched");
            return new Measured(
                    Map.of(COMPLETED.toString(), completed * 1_000.0 / (levels.size() * levelMillis), LONGEST.toString(), most(queue), MOST.toString(),
                            most(threads), LAST.toString(), threads.get(threads.size() - 1).value()),
                    Map.of(QUEUE.key(), queue, THREADS.key(), threads));
        }

        private static double most(List<Measured.Moment> moments) {
            return moments.stream().mapToDouble(Measured.Moment::value).max().orElse(Double.NaN);
        }

        @Override
        public String cores() {
            return "all in the process of the bench, on any core";
        }

        @Override
        public List<Figure> figures() {
            return List.of(COMPLETED, LONGEST, MOST, LAST);
        }

        @Override
        public List<Figure> charted() {
            return List.of();
        }

        @Override
        public List<Curve> curves() {
            return List.of(QUEUE, THREADS);
        }

        /** What the figure of the paper shows. */
        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                if (findings.interval(CONTROLLER, load, MOST).exists()) {
                    verdicts.add(new Verdict(load, "most threads", findings.interval(CONTROLLER, load, MOST), 2, false, ""));
                    verdicts.add(new Verdict(load, "threads once idle", findings.interval(CONTROLLER, load, LAST), 1, true, ""));
                }
            }
            return verdicts;
        }
    }

    /** Clients in a closed loop, which are also what their events are. */
    private static final class Clients implements StageRun.Batches, AutoCloseable {
        private final ScheduledThreadPoolExecutor pauses = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "clients"));
        private final AtomicInteger present = new AtomicInteger();
        private final LongAdder completed = new LongAdder();
        private volatile int level;
        private volatile @Nullable SinkIF sink;

        private final class Request implements QueueElementIF {
            /** Asks once more, or leaves if there are too many. */
            void next() {
                if (present.get() > level) {
                    present.decrementAndGet();
                } else {
                    requireNonNull(sink, "set before there is a client").enqueue_lossy(this);
                }
            }
        }

        /** From now on so many; those beyond leave after their pause. */
        void level(int clients, SinkIF to) {
            sink = to;
            level = clients;
            while (present.get() < clients) {
                present.incrementAndGet();
                new Request().next();
            }
        }

        @Override
        public void handle(QueueElementIF[] batch) throws InterruptedException {
            for (QueueElementIF event : batch) {
                TimeUnit.MILLISECONDS.sleep(Levels.WORK_MILLIS);
                completed.increment();
                var unused = pauses.schedule(((Request) event)::next, Levels.THINK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void close() {
            pauses.shutdownNow();
        }
    }
}
