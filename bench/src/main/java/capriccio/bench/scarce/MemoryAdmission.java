package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The experiment {@code memory-admission}. */
@Command(
        name = "bench/run memory-admission",
        mixinStandardHelpOptions = true,
        description = "Requests that each hold 4 MB for 100 ms, in a heap of 512 MB: who keeps serving?")
public final class MemoryAdmission extends Experiment {
    @Option(names = "--clients", split = ",", defaultValue = "50,100,200,500,1000", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Mixin
    final Rows.Sizes sizes = new Rows.Sizes();

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MemoryAdmission()).execute(args));
    }

    @Override
    protected List<Integer> loads() {
        return clients;
    }

    @Override
    protected Subject subject() {
        return new Memory(sizes);
    }

    /** As {@code peers.md} 3 has it, and the bars of design 10. */
    static final class Memory implements Subject {
        private static final int BYTES = 4 << 20;
        private static final int HOLD_MILLIS = 100;
        /** Few enough that no row runs out of memory before it is measured. */
        private static final int WARM_CLIENTS = 20;

        private final Rows.Sizes sizes;

        Memory(Rows.Sizes sizes) {
            this.sizes = sizes;
        }

        @Override
        public String name() {
            return "memory-admission";
        }

        @Override
        public String heading() {
            return "Requests that take memory";
        }

        @Override
        public String introduction() {
            return """
                    Each request holds 4 MB for 100 ms; the heap has 512 MB. One server, Apache HttpCore 5 classic, on threads of each
                    kind, in a closed loop. <b>graph</b> is told nothing about the requests and no limit; pools and semaphores are tried
                    in several sizes, of which the charts show the best at each load.""";
        }

        @Override
        public String unit() {
            return "clients";
        }

        @Override
        public List<Row> rows(Path project) {
            List<String> work = List.of("--memory", Integer.toString(BYTES), "--sleep", Integer.toString(HOLD_MILLIS));
            return Rows.all(project, sizes, work, "", Rows.Limited.REQUESTS);
        }

        @Override
        public Requests requests() {
            return Requests.closedLoop(WARM_CLIENTS);
        }

        @Override
        public List<Verdict> verdicts(Findings findings) {
            return AdmissionBars.of(findings);
        }
    }
}
