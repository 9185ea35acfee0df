package capriccio.bench.admission;

import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.FileSetFiles;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The experiment {@code memory-admission}. Ends with 0 if every row has figures; whether the bars hold is in the report. */
@Command(
        name = "bench/run memory-admission",
        mixinStandardHelpOptions = true,
        description = "Requests that each hold 4 MB for 100 ms, in a heap of 512 MB: who keeps serving?")
public final class MemoryAdmission implements Callable<Integer> {
    @Spec
    @Nullable CommandSpec command;

    @Option(names = "--clients", split = ",", defaultValue = "50,100,200,500,1000", description = "loads (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Option(names = "--sizes", split = ",", defaultValue = "8,16,32,64,96,128,192,256",
            description = "of pools and semaphores (${DEFAULT-VALUE})")
    List<Integer> sizes = List.of();

    @Option(names = "--rows", split = ",", description = "rows to run (default: all that can run on this JVM)")
    List<String> chosen = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "interleaved rounds (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--duration", defaultValue = "10", description = "seconds per measured slice (${DEFAULT-VALUE})")
    double duration;

    @Option(names = "--warmup", defaultValue = "5", description = "seconds of each server's warm-up (${DEFAULT-VALUE})")
    double warmup;

    @Option(names = "--out", description = "directory of the report (default: bench/target/report)")
    @Nullable Path out;

    @Option(names = "--project", defaultValue = ".", hidden = true)
    Path project = Path.of(".");

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MemoryAdmission()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration <= 0 || warmup <= 0 || rounds < 1 || clients.stream().anyMatch(n -> n < 1) || sizes.stream().anyMatch(n -> n < 1)) {
            throw usage("--clients, --sizes, --rounds, --duration and --warmup must be positive");
        }
        Path base = project.toAbsolutePath().normalize();
        Path report = out == null ? base.resolve("bench/target/report") : out.toAbsolutePath();
        Files.createDirectories(report);
        Path root = FileSetFiles.ensure(
                FileSet.of(FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES), base.resolve("bench/target/fileset"));
        Map<String, String> absent = new LinkedHashMap<>();
        List<Row> rows = choose(Rows.all(base, sizes), absent);
        Runs runs = new Runs(new Runs.Plan(rows, clients, rounds, Math.round(duration * 1_000), Math.round(warmup * 1_000), root));
        Findings findings = new Findings(rows, clients, runs.run());
        Map<String, String> environment = environment();
        String data = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(Report.json(findings, absent, environment));
        Files.writeString(report.resolve("memory-admission.json"), data + "\n");
        Files.writeString(report.resolve("memory-admission.html"), Report.html(findings, absent, environment));
        System.out.print(Report.text(findings, absent));
        System.out.println("report: " + report.resolve("memory-admission.html"));
        return findings.points().stream().allMatch(p -> p.failure().isEmpty()) ? 0 : 1;
    }

    private List<Row> choose(List<Row> all, Map<String, String> absent) {
        try {
            return Row.choose(all, chosen, absent);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("java version", Runtime.version().toString());
        facts.put("server flags", String.join(" ", Jvm.SERVER_FLAGS));
        facts.put("pinning", Jvm.pins() ? "server on core 0, load generator on core 1" : "none: no taskset or one core");
        facts.put("load", "closed loop, keep-alive, time-out of 10 s, " + rounds + " rounds of " + duration + " s");
        facts.put("load average at the end", Files.readString(Path.of("/proc/loadavg")).strip());
        return facts;
    }

    private ParameterException usage(String message) {
        CommandSpec spec = command == null ? CommandSpec.forAnnotatedObject(this) : command;
        return new ParameterException(spec.commandLine(), message);
    }
}
