package capriccio.bench.staged;

import capriccio.bench.compare.Child;
import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.scarce.Defaults;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import capriccio.bench.servers.ServerOptions;
import capriccio.bench.stats.Interval;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The experiment {@code gnutella}. */
@Command(
        name = "bench/run gnutella",
        mixinStandardHelpOptions = true,
        description = "A Gnutella router whose queries take 20 ms, with one thread and under the thread-pool governor.",
        defaultValueProvider = Gnutella.TimeForTheGovernor.class)
public final class Gnutella extends Experiment {
    @Option(names = "--rates", split = ",", defaultValue = "100,200,400,1000", description = "packets a second (${DEFAULT-VALUE})")
    List<Integer> rates = List.of();

    /** It looks every two seconds; what it does in the warm-up is not measured. */
    static final class TimeForTheGovernor extends Defaults {
        TimeForTheGovernor() {
            super(Map.of("--duration", "20", "--warmup", "40"));
        }
    }

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Gnutella()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return rates;
    }

    @Override
    protected Subject subject() {
        return new Router();
    }

    /** SEDA's Fig. 14. */
    static final class Router implements Subject {
        static final String ONE_THREAD = "one-thread";
        static final String GOVERNOR = "governor";
        static final int QUERY_MILLIS = 20;

        static final Figure PING_MEAN = Figure.measured("pingMean", "ping mean, ms", "%.1f", true);
        static final Figure PING_P99 = Figure.measured("pingP99", "ping p99, ms", "%.1f", true);
        static final Figure QUERY_MEAN = Figure.measured("queryMean", "query mean, ms", "%.1f", true);
        static final Figure QUERY_P99 = Figure.measured("queryP99", "query p99, ms", "%.1f", true);
        static final Figure ADDED = Figure.measured("added", "threads added", "%.0f", false);
        /** Not there ten seconds after the last was due. */
        static final Figure LOST = Figure.measured("lost", "lost", "%.0f", false);
        static final Figure LATE = Figure.measured("late", "load late p99, ms", "%.1f", false);

        /** Of the governor's mean times, at loads that one thread cannot carry. */
        private static final double LEAST_GAIN = 10;

        private static final long START_MILLIS = 30_000;
        private static final String POOL_THREAD = "Sandstorm TP-";
        /** The first thread of the router's stage, and that of the protocol's, which has no more. */
        private static final int THREADS_AT_START = 2;

        @Override
        public String name() {
            return "gnutella";
        }

        @Override
        public String heading() {
            return "A Gnutella router, with one thread and with as many as it needs";
        }

        @Override
        public String introduction() {
            return """
                    Pings and queries, 15 % of them, come in an open loop; a query keeps its thread for 20 ms. Times are from when
                    a packet was due until the router's other neighbour had it. The governor looks every two seconds, and adds a thread
                    when 1,000 packets wait [SEDA01, Fig. 14].""";
        }

        @Override
        public String unit() {
            return "packets/s";
        }

        @Override
        public List<Row> rows(Path project) throws IOException {
            Path work = Files.createDirectories(project.resolve("bench/target/gnutella"));
            return List.of(
                    row(work, ONE_THREAD, "one thread for the router's stage", false),
                    row(work, GOVERNOR, "the thread-pool governor, threshold 1,000, every 2 s", true));
        }

        /** Queues have no limit, as in the paper; no neighbour is closed for what the router has not sent in time. */
        private static Row row(Path work, String name, String title, boolean governor) throws IOException {
            Path config = work.resolve(name + ".cfg");
            Files.writeString(config, """
                    <sandstorm>
                      <global>
                        crashOnException true
                        <threadPool>
                          <sizeController>
                            enable %s
                            delay 2000
                            threshold 1000
                          </sizeController>
                        </threadPool>
                      </global>
                      <stages>
                        <GnutellaRouter>
                          class capriccio.seda.gnutella.GnutellaRouter
                          <initargs>
                            port 0
                            pongs false
                            queryMillis %d
                            clogThreshold 1000000
                            statsMillis 0
                            exitWithStdin true
                          </initargs>
                        </GnutellaRouter>
                      </stages>
                    </sandstorm>
                    """.formatted(governor, QUERY_MILLIS));
            String classPath = String.join(File.pathSeparator, ServerOptions.classPath(List.of("capriccio-seda", "capriccio-knot")));
            return new Row(name, title, List.of("-cp", classPath, "seda.sandStorm.main.Main", config.toString()), List.of(), "");
        }

        @Override
        public List<Point> measure(Plan plan) throws InterruptedException {
            return plan.each((row, rate, round) -> {
                try (Child router = new Child(Jvm.server(row.jvmArguments()))) {
                    int port = router.awaitPort(START_MILLIS);
                    PacketLoad.Times times = new PacketLoad(rate, plan.warmMillis(), plan.sliceMillis()).run(port);
                    return measured(times, poolThreads(router.pid()) - THREADS_AT_START);
                }
            });
        }

        static Measured measured(PacketLoad.Times times, int added) {
            return new Measured(
                    Map.of(PING_MEAN.toString(), times.pingMean(), PING_P99.toString(), times.pingP99(), QUERY_MEAN.toString(), times.queryMean(),
                            QUERY_P99.toString(), times.queryP99(), ADDED.toString(), (double) added, LOST.toString(), (double) times.lost(),
                            LATE.toString(), times.late()),
                    Map.of());
        }

        /** Threads of pools in a process, by the names that the kernel has of them. */
        private static int poolThreads(long pid) throws IOException {
            try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
                int count = 0;
                for (Path task : tasks.toList()) {
                    Path name = task.resolve("comm");
                    count += Files.exists(name) && Files.readString(name).startsWith(POOL_THREAD) ? 1 : 0;
                }
                return count;
            }
        }

        @Override
        public String cores() {
            return "router on core 0, the load in the process of the bench";
        }

        @Override
        public List<Figure> figures() {
            return List.of(PING_MEAN, PING_P99, QUERY_MEAN, QUERY_P99, ADDED, LOST, LATE);
        }

        @Override
        public List<Figure> charted() {
            return List.of(PING_MEAN, QUERY_MEAN, ADDED);
        }

        /** Little's law: how many threads a rate keeps busy with queries. */
        private static double busyThreads(int rate) {
            return rate * PacketLoad.QUERIES * QUERY_MILLIS / 1_000;
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int rate : findings.loads()) {
                Interval governed = findings.interval(GOVERNOR, rate, QUERY_MEAN);
                Interval one = findings.interval(ONE_THREAD, rate, QUERY_MEAN);
                if (governed.exists()) {
                    double predicted = Math.max(0, Math.ceil(busyThreads(rate) - 1e-9) - 1);
                    double off = Math.abs(findings.median(GOVERNOR, rate, ADDED) - predicted);
                    verdicts.add(new Verdict(rate, String.format(Locale.ROOT, "threads added, off %.0f = ⌈λpL⌉ - 1", predicted), off, 0, true, ""));
                }
                if (busyThreads(rate) > 1 && one.exists() && governed.exists()) {
                    double gain = one.median() / governed.median();
                    verdicts.add(new Verdict(rate, "query mean over the governor's", gain, LEAST_GAIN, false, ONE_THREAD));
                }
            }
            return verdicts;
        }
    }
}
