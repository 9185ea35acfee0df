package capriccio.bench.staged;

import capriccio.bench.compare.Child;
import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.proc.ProcessFacts;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Figure;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Rows;
import capriccio.bench.scarce.Subject;
import capriccio.bench.scarce.Verdict;
import capriccio.bench.servers.ServerOptions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The experiment {@code async-sockets}. */
@Command(
        name = "bench/run async-sockets",
        mixinStandardHelpOptions = true,
        description = "Bursts over ever more connections, read by aSocket and by a thread for each connection.")
public final class AsyncSockets extends Experiment {
    @Option(names = "--connections", split = ",", defaultValue = "1,8,64,256,1024,4096,10000", description = "loads (${DEFAULT-VALUE})")
    List<Integer> connections = List.of();

    @Option(names = "--packets", defaultValue = "1000", description = "packets of a burst (${DEFAULT-VALUE})")
    int packets;

    @Option(names = "--packet-bytes", defaultValue = "8192", description = "bytes of a packet (${DEFAULT-VALUE})")
    int packetBytes;

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new AsyncSockets()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return connections;
    }

    @Override
    protected Subject subject() {
        if (packets < 1 || packetBytes < 1) {
            throw usage("--packets and --packet-bytes must be positive");
        }
        return new Bursts(packets, packetBytes);
    }

    /** SEDA's Fig. 11. */
    record Bursts(int packets, int packetBytes) implements Subject {
        static final String ASOCKET = "asocket";

        private static final long START_MILLIS = 30_000;
        private static final Figure MEGABITS = Figure.measured("megabits", "Mb/s", "%.0f", false);
        private static final Figure FAIRNESS = Figure.measured("bytesJain", "Jain's index", "%.3f", false);
        private static final Figure ACKS = Figure.measured("acks", "acknowledged", "%.0f", false);
        private static final Figure SERVER_CPU = Figure.measured("cpuPerMegabyte", "CPU/MB, ms", "%.2f", false);
        /** Near 1, the load is the limit: its connections have one thread. */
        private static final Figure LOAD_BUSY = Figure.measured("loadBusy", "load busy", "%.2f", false);
        private static final Figure SERVER_THREADS = Figure.measured("serverThreads", "threads", "%.0f", false);

        @Override
        public String name() {
            return "async-sockets";
        }

        @Override
        public String heading() {
            return "Bursts over many connections";
        }

        @Override
        public String introduction() {
            return """
                    Each connection sends a burst of %d packets of %d bytes, waits for an acknowledgement of %d bytes, and sends the next.
                    <b>asocket</b> reads with the stages of SEDA's socket library, one thread for all events; the others have a thread for
                    each connection that blocks in its reads [SEDA01, Fig. 11]. Mb/s are what the server has read; Jain's index is over
                    what each connection could send; where the load is busy all the time, it is the limit."""
                    .formatted(packets, packetBytes, BurstServer.ACK_BYTES);
        }

        @Override
        public String unit() {
            return "connections";
        }

        @Override
        public List<Row> rows(Path project) {
            List<String> jars = ServerOptions.classPath(List.of("capriccio-seda", "capriccio-knot", "picocli"));
            Row server = new Row("", "", List.of("-cp", String.join(File.pathSeparator, jars), BurstServer.class.getName(),
                    "--burst", Long.toString((long) packets * packetBytes)), List.of(), "");
            Row platform = server.with(Rows.PLATFORM, "a platform thread for each connection", "", "--kind", "platform");
            return List.of(
                    server.with(ASOCKET, "aSocket, over java.nio", "", "--kind", "asocket"),
                    platform,
                    platform.underAgent("user", "a user thread for each connection", project, ""),
                    server.with(Rows.VIRTUAL, "a virtual thread for each connection", Row.virtualThreadsAbsence(), "--kind", "virtual"));
        }

        @Override
        public List<Point> measure(Plan plan) throws InterruptedException {
            return plan.each((row, load, round) -> measure(plan, row, load));
        }

        private Measured measure(Plan plan, Row row, int load) throws IOException, InterruptedException {
            if (!row.missing().isEmpty()) {
                throw new IOException(row.missing());
            }
            try (Child server = new Child(Jvm.server(row.jvmArguments()))) {
                int port = server.awaitPort(START_MILLIS);
                try (BurstLoad bursts = new BurstLoad(server, port, load, packets, packetBytes)) {
                    return measured(bursts, server.pid(), plan);
                }
            } catch (UncheckedIOException e) {
                throw new IOException(e.getMessage() + ": " + e.getCause(), e);
            }
        }

        private static Measured measured(BurstLoad bursts, long pid, Plan plan) throws IOException, InterruptedException {
            bursts.run(plan.warmMillis());
            long own = ProcessFacts.cpuNanos(ProcessHandle.current().pid());
            long cpu = ProcessFacts.cpuNanos(pid);
            BurstLoad.Seen seen = bursts.run(plan.sliceMillis());
            double megabytes = seen.megabits() / 8 * plan.sliceMillis() / 1e3;
            double millis = (ProcessFacts.cpuNanos(pid) - cpu) / 1e6;
            double busy = (ProcessFacts.cpuNanos(ProcessHandle.current().pid()) - own) / 1e6 / plan.sliceMillis();
            return new Measured(
                    Map.of(LOAD_BUSY.toString(), busy, MEGABITS.toString(), seen.megabits(), FAIRNESS.toString(), seen.jain(), ACKS.toString(), (double) seen.acks(),
                            SERVER_CPU.toString(), millis / megabytes, SERVER_THREADS.toString(), (double) ProcessFacts.threads(pid)),
                    Map.of());
        }

        @Override
        public String cores() {
            return "server on core 0, the load in the process of the bench";
        }

        @Override
        public List<Figure> figures() {
            return List.of(MEGABITS, FAIRNESS, SERVER_CPU, SERVER_THREADS, LOAD_BUSY, ACKS);
        }

        @Override
        public List<Figure> charted() {
            return List.of(MEGABITS, FAIRNESS, SERVER_CPU);
        }

        /** The design has no bar for it. */
        @Override
        public List<Verdict> verdicts(Findings findings) {
            return List.of();
        }
    }
}
