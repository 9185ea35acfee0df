package capriccio.bench.scarce;

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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Rows at loads in interleaved rounds, and a report. Ends with 0 if every row has figures; whether the bars hold is in the
 * report.
 */
public abstract class Experiment implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Option(names = "--rows", split = ",", description = "rows to run (default: all that can run on this JVM)")
    List<String> chosen = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "interleaved rounds (${DEFAULT-VALUE})")
    int rounds;

    /** Seconds. */
    @Option(names = "--duration", defaultValue = "10", description = "seconds per measured slice (${DEFAULT-VALUE})")
    protected double duration;

    @Option(names = "--warmup", defaultValue = "20", description = "seconds of each server's warm-up (${DEFAULT-VALUE})")
    double warmup;

    @Option(names = "--out", description = "directory of the report (default: bench/target/report)")
    @Nullable Path out;

    @Option(names = "--project", defaultValue = ".", hidden = true)
    Path project = Path.of(".");

    /** What is loaded, how, and what is made of it. */
    protected abstract Subject subject();

    /** At which it is measured. */
    protected abstract List<Integer> loads();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration <= 0 || warmup <= 0 || rounds < 1 || loads().stream().anyMatch(n -> n < 1)) {
            throw usage("loads, --rounds, --duration and --warmup must be positive");
        }
        Subject subject = subject();
        check(subject.descriptors());
        Path base = project.toAbsolutePath().normalize();
        Path directory = out == null ? base.resolve("bench/target/report") : out.toAbsolutePath();
        Files.createDirectories(directory);
        Path root = FileSetFiles.ensure(
                FileSet.of(FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES), base.resolve("bench/target/fileset"));
        Map<String, String> absent = new LinkedHashMap<>();
        List<Row> rows = choose(subject.rows(base), absent);
        Subject.Plan plan = new Subject.Plan(rows, loads(), rounds, Math.round(duration * 1_000), Math.round(warmup * 1_000), root);
        Report report = new Report(subject, new Findings(rows, loads(), subject.measure(plan)), absent, environment(subject));
        String data = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json());
        Files.writeString(directory.resolve(subject.name() + ".json"), data + "\n");
        Path page = directory.resolve(subject.name() + ".html");
        Files.writeString(page, report.html());
        System.out.print(report.text());
        System.out.println("report: " + page);
        return report.isComplete() ? 0 : 1;
    }

    private void check(DescriptorLimit descriptors) throws InterruptedException {
        try {
            descriptors.check();
        } catch (IOException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private List<Row> choose(List<Row> all, Map<String, String> absent) {
        try {
            return Row.choose(all, chosen, absent);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> environment(Subject subject) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("java version", Runtime.version().toString());
        facts.put("server flags", String.join(" ", Jvm.SERVER_FLAGS));
        facts.put("descriptors of a server", subject.descriptors().toString());
        facts.put("pinning", Jvm.pins() ? subject.cores() : "none: no taskset or one core");
        facts.put("load", rounds + " rounds of " + duration + " s");
        facts.put("load average at the end", Files.readString(Path.of("/proc/loadavg")).strip());
        return facts;
    }

    /** Says what is wrong with the options. */
    protected final ParameterException usage(String message) {
        CommandSpec spec = command == null ? CommandSpec.forAnnotatedObject(this) : command;
        return new ParameterException(spec.commandLine(), message);
    }
}
