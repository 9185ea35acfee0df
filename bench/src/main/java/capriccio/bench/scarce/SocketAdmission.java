package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The experiment {@code socket-admission}. */
@Command(
        name = "bench/run socket-admission",
        mixinStandardHelpOptions = true,
        description = "Requests that each hold 8 sockets for 100 ms, beside their connection, where 1,024 may be open: who keeps serving?")
public final class SocketAdmission extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "50,100,200,500,1000,2000", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Option(names = "--descriptors", defaultValue = "1024", description = "that each server may have open (${DEFAULT-VALUE})")
    int descriptors;

    @Mixin
    final Rows.Sizes sizes = new Rows.Sizes();

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SocketAdmission()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        if (descriptors < 1) {
            throw usage("--descriptors must be positive");
        }
        return new Held(sizes, descriptors);
    }

    /** Capriccio 5.3 for descriptors, with the bars that {@code memory-admission} has and no errors. */
    static final class Held implements Subject {
        private static final int SOCKETS = 8;
        private static final int HOLD_MILLIS = 100;
        /** Few enough that no row runs out of descriptors before it is measured. */
        private static final int WARM_CLIENTS = 20;

        private final Rows.Sizes sizes;
        private final int descriptors;

        Held(Rows.Sizes sizes, int descriptors) {
            this.sizes = sizes;
            this.descriptors = descriptors;
        }

        @Override
        public String name() {
            return "socket-admission";
        }

        @Override
        public String heading() {
            return "Requests that take sockets";
        }

        @Override
        public String introduction() {
            return """
                    Each request comes on a connection of its own and holds %d more sockets for %d ms; the server may have %,d descriptors
                    open. One server, Apache HttpCore 5 classic, on threads of each kind, in a closed loop. A connection that cannot be accepted
                    waits in the kernel's queue; a request that gets no socket fails. <b>graph</b> is told nothing about the requests and
                    no limit; pools and semaphores limit the connections that are accepted, in several sizes, of which the charts
                    show the best at each load."""
                    .formatted(SOCKETS, HOLD_MILLIS, descriptors);
        }

        @Override
        public String unit() {
            return "clients";
        }

        @Override
        public DescriptorLimit descriptors() {
            return new DescriptorLimit(descriptors);
        }

        @Override
        public List<Row> rows(Path project) {
            List<String> work = List.of("--sockets", Integer.toString(SOCKETS), "--sleep", Integer.toString(HOLD_MILLIS));
            return Rows.all(project, sizes, work, "", Rows.Limited.CONNECTIONS);
        }

        @Override
        public Requests requests() {
            return Requests.closedLoop(WARM_CLIENTS, 1);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            return AdmissionBars.of(findings, Figure.ERRORS);
        }
    }
}
