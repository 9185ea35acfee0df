package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.stats.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The experiment {@code graph-overhead}. */
@Command(
        name = "bench/run graph-overhead",
        mixinStandardHelpOptions = true,
        description = "Knot on user threads, with the blocking graph and without: what does it cost a request?",
        defaultValueProvider = GraphOverhead.ManyRounds.class)
public final class GraphOverhead extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "64,1024", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    /** A few percent are told from the noise of JVMs by more of them. */
    static final class ManyRounds extends Defaults {
        ManyRounds() {
            super(Map.of("--rounds", "9"));
        }
    }

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GraphOverhead()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        return new Upkeep();
    }

    /** Capriccio's Table 2, and the bar of design 10. */
    static final class Upkeep implements Subject {
        /** The row without a graph. */
        static final String OFF = "off";

        private static final int WARM_CLIENTS = 64;
        private static final double MOST_CPU = 1.03;
        private static final double LEAST_THROUGHPUT = 0.97;

        @Override
        public String name() {
            return "graph-overhead";
        }

        @Override
        public String heading() {
            return "What the blocking graph costs";
        }

        @Override
        public String introduction() {
            return """
                    Knot serves the static file set from its cache, a user thread for each connection, in a closed loop. <b>off</b> is the
                    agent without its graph: nobody is told where threads block. <b>fifo</b> learns the graph and does not look at it;
                    <b>graph</b> also learns what runs take, and schedules by that. CPU is user and system time of the whole server process. Ratios
                    are of rows of one round, their medians over rounds with the 95 % bootstrap interval.""";
        }

        @Override
        public String unit() {
            return "clients";
        }

        @Override
        public List<Row> rows(Path project) throws IOException {
            Path off = project.resolve("bench/target/capriccio-graph-off.jar");
            if (Files.exists(Row.agent(project))) {
                GraphOff.copy(Row.agent(project), off);
            }
            Row knot = Row.knot(project);
            return List.of(
                    knot.underJar(OFF, "Knot, user threads, policy=fifo, without the graph", off, "policy=fifo"),
                    knot.underAgent(Rows.FIFO, "Knot, user threads, policy=fifo", project, "policy=fifo"),
                    knot.underAgent(Rows.GRAPH, "Knot, user threads, policy=graph", project, "policy=graph"));
        }

        @Override
        public Requests requests() {
            return Requests.closedLoop(WARM_CLIENTS);
        }

        @Override
        public List<Figure> figures() {
            return List.of(Figure.CPU, Figure.GOODPUT, Figure.JAIN, Figure.P50, Figure.P99, Figure.ERRORS, Figure.THREADS);
        }

        @Override
        public List<Figure> charted() {
            return List.of(Figure.CPU, Figure.GOODPUT, Figure.P99);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                for (String row : List.of(Rows.FIFO, Rows.GRAPH)) {
                    Interval cpu = findings.ratio(row, OFF, load, Figure.CPU);
                    if (cpu.exists()) {
                        verdicts.add(new Verdict(load, row + ": CPU of a request", cpu, MOST_CPU, true, OFF));
                    }
                    Interval throughput = findings.ratio(row, OFF, load, Figure.GOODPUT);
                    if (throughput.exists()) {
                        verdicts.add(new Verdict(load, row + ": completed/s", throughput, LEAST_THROUGHPUT, false, OFF));
                    }
                }
            }
            return verdicts;
        }
    }
}
