package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
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
            Row knot = Row.knot(project);
            Row virtual = knot.with(Rows.VIRTUAL, "Knot, virtual threads", Row.virtualThreadsAbsence(), "--threads", "virtual");
            return List.of(
                    knot.underAgent(Rows.GRAPH, "Knot, user threads, policy=graph", project, "policy=graph"),
                    knot.underAgent(Rows.FIFO, "Knot, user threads, policy=fifo", project, "policy=fifo"),
                    knot.with("platform", "Knot, platform threads", ""),
                    virtual,
                    virtual.underAgent(Rows.VIRTUAL_GRAPH, "Knot, virtual threads, backend=virtual,policy=graph", project,
                            "backend=virtual,policy=graph"));
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
