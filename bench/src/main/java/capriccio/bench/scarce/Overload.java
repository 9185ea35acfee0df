package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The experiment {@code overload}, the part of Knot. */
@Command(
        name = "bench/run overload",
        mixinStandardHelpOptions = true,
        description = "Knot with ever more clients, far beyond saturation: does it go on serving as much?")
public final class Overload extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "64,256,1024,4096,10240", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Overload()).execute(args));
    }

    @Override
    List<Integer> loads() {
        return clients;
    }

    @Override
    Subject subject() {
        return new Clients();
    }

    /** The bar of design 10. */
    static final class Clients implements Subject {
        private static final int WARM_CLIENTS = 64;
        private static final int BEYOND = 10;
        private static final double LEAST_OF_PEAK = 0.9;

        @Override
        public String name() {
            return "overload";
        }

        @Override
        public String heading() {
            return "Knot beyond saturation";
        }

        @Override
        public String introduction() {
            return """
                    Knot serves the static file set from its cache, a thread for each connection, in a closed loop of ever more clients;
                    the heap has 512 MB. <b>graph</b> and <b>fifo</b> are user threads with nothing tuned.""";
        }

        @Override
        public String unit() {
            return "clients";
        }

        @Override
        public List<Row> rows(Path project) {
            Path knot = project.resolve("knot-server/target/knot.jar");
            Path agent = project.resolve("iointercept/target/capriccio.jar");
            List<String> blocking = List.of("-jar", knot.toString(), "--architecture", "thread-per-connection");
            List<Row> rows = new ArrayList<>();
            for (String policy : List.of(Rows.GRAPH, Rows.FIFO)) {
                rows.add(new Row(policy, "Knot, user threads, policy=" + policy,
                        Stream.concat(Stream.of("-javaagent:" + agent + "=policy=" + policy), blocking.stream()).toList(), List.of(agent, knot), ""));
            }
            rows.add(new Row("platform", "Knot, platform threads", blocking, List.of(knot), ""));
            rows.add(new Row(Rows.VIRTUAL, "Knot, virtual threads", Stream.concat(blocking.stream(), Stream.of("--threads", "virtual")).toList(),
                    List.of(knot), Row.virtualThreadsAbsence()));
            return rows;
        }

        @Override
        public Requests requests() {
            return Requests.closedLoop(WARM_CLIENTS);
        }

        /** At loads ten times that of the peak, and more. */
        @Override
        public List<Verdict> verdicts(Findings findings) {
            int peak = 0;
            double most = 0;
            for (int load : findings.loads()) {
                if (findings.has(Rows.GRAPH, load) && findings.median(Rows.GRAPH, load, Figure.GOODPUT) > most) {
                    most = findings.median(Rows.GRAPH, load, Figure.GOODPUT);
                    peak = load;
                }
            }
            List<Verdict> verdicts = new ArrayList<>();
            for (int load : findings.loads()) {
                if (peak > 0 && load >= peak * BEYOND && findings.has(Rows.GRAPH, load)) {
                    double ratio = findings.median(Rows.GRAPH, load, Figure.GOODPUT) / most;
                    verdicts.add(new Verdict(load, "goodput over its peak, at " + peak, ratio, LEAST_OF_PEAK, false, ""));
                    verdicts.add(new Verdict(load, "errors", findings.median(Rows.GRAPH, load, Figure.ERRORS), 0, true, ""));
                }
            }
            return verdicts;
        }
    }
}
