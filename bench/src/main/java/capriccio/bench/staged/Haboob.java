package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.compare.Rows;
import capriccio.bench.load.LoadSpec;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The experiment {@code haboob}. */
@Command(
        name = "bench/run haboob",
        mixinStandardHelpOptions = true,
        description = "Haboob and Knot: throughput, fairness and the distribution of response times.")
public final class Haboob extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "64,256,1024", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Option(names = "--think", defaultValue = "20", description = "milliseconds that a client pauses after each response (${DEFAULT-VALUE})")
    long thinkMillis;

    @Option(names = "--requests-per-connection", defaultValue = "5", description = "0: connections are kept (${DEFAULT-VALUE})")
    int requestsPerConnection;

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Haboob()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        if (thinkMillis < 0 || requestsPerConnection < 0) {
            throw usage("--think and --requests-per-connection must not be negative");
        }
        return new Pages(thinkMillis, requestsPerConnection);
    }

    /** SEDA's Fig. 12. */
    record Pages(long thinkMillis, int requestsPerConnection) implements Subject {
        static final String HABOOB = "haboob";

        private static final int BAR_AT = 1_024;
        private static final double LEAST_JAIN = 0.98;
        private static final double MOST_OVER_MEDIAN = 10;
        private static final int WARM_CLIENTS = 64;
        private static final long SETTLE_MILLIS = 2_000;
        private static final long TIMEOUT_MILLIS = 60_000;

        @Override
        public String name() {
            return "haboob";
        }

        @Override
        public String heading() {
            return "Haboob and Knot: throughput, fairness, response times";
        }

        @Override
        public String introduction() {
            return """
                    Stages against a thread for each connection, over the same parser, cache and files. Each of so many clients asks in
                    a closed loop, pauses for %d ms after each response, and connects anew after %s [SEDA01, Fig. 12].
                    """.formatted(thinkMillis, requestsPerConnection == 0 ? "none" : requestsPerConnection + " of them").strip();
        }

        @Override
        public String unit() {
            return "clients";
        }

        @Override
        public List<Row> rows(Path project) {
            return Rows.all(project).stream().filter(row -> !row.name().equals("netty")).toList();
        }

        @Override
        public Requests requests() {
            return new Requests() {
                @Override
                public Shape at(int load) {
                    return new Shape(load, 0, 0, requestsPerConnection, LoadSpec.Manner.of("", thinkMillis), SETTLE_MILLIS, TIMEOUT_MILLIS);
                }

                @Override
                public Shape warmUp() {
                    return new Shape(WARM_CLIENTS, 0, 0, requestsPerConnection);
                }
            };
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P50, Figure.P90, Figure.P99, Figure.MAX, Figure.ERRORS, Figure.THREADS);
        }

        @Override
        public boolean showsDistribution() {
            return true;
        }

        @Override
        public List<Figure> charted() {
            return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P50, Figure.P90, Figure.P99, Figure.MAX);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                if (load >= BAR_AT && findings.has(HABOOB, load)) {
                    verdicts.add(new Verdict(load, "Haboob: Jain's index", findings.interval(HABOOB, load, Figure.JAIN), LEAST_JAIN, false, ""));
                    double worst = findings.points(HABOOB, load).stream().mapToDouble(Pages::longestOverMedian).max().orElse(Double.NaN);
                    verdicts.add(new Verdict(load, "Haboob: longest over median, worst round", worst, MOST_OVER_MEDIAN, true, ""));
                }
            }
            return verdicts;
        }

        private static double longestOverMedian(Point p) {
            return p.result() == null ? Double.NaN : p.result().response().max() / p.result().response().p50();
        }
    }
}
