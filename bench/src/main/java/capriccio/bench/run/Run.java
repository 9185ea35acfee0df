package capriccio.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs experiments by their ids. Ends with 0 if every fork gave figures; whether the bars hold is in the report. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures threads and continuations against their peers and the project's bars.")
public final class Run implements Callable<Integer> {
    private static final String ALL = "primitives";
    private static final String LIST = "list";

    @Spec
    @Nullable CommandSpec command;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "experiments; 'primitives' for all of them, 'list' names them")
    List<String> ids = List.of();

    @Option(names = "--quick", description = "one short round")
    boolean quick;

    @Option(names = "--full", description = "the papers' ranges, and a million parked threads")
    boolean full;

    @Option(names = "--rows", split = ",", description = "rows to run (default: all that can run here)")
    List<String> rows = List.of();

    @Option(names = "--rounds", description = "interleaved rounds (quick 1, normal 3, full 5)")
    @Nullable Integer rounds;

    @Option(names = "--out", description = "directory of the report (default: bench/target/report)")
    @Nullable Path out;

    @Option(names = "--json", description = "write the results here as well")
    @Nullable Path json;

    @Option(names = "--project", defaultValue = ".", hidden = true)
    Path project = Path.of(".");

    /** Runs the experiments and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Run()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ids.contains(LIST)) {
            System.out.printf("%-20s %s%n", ALL, "all of these");
            for (Experiment experiment : Experiment.values()) {
                System.out.printf("%-20s %s%n", experiment.id, experiment.title);
            }
            return 0;
        }
        if (quick && full) {
            throw usage("--quick and --full exclude each other");
        }
        if (rounds != null && rounds < 1) {
            throw usage("--rounds must be positive");
        }
        Path base = project.toAbsolutePath().normalize();
        Path report = out == null ? base.resolve("bench/target/report") : out.toAbsolutePath();
        Effort effort = quick ? Effort.QUICK : full ? Effort.FULL : Effort.NORMAL;
        int times = rounds == null ? effort.rounds : rounds;
        Map<String, String> absent = new LinkedHashMap<>();
        List<Row> chosen = choose(Rows.all(base), absent);
        Outcome outcome = new Campaign(experiments(), chosen, effort, times, report.resolve("primitives"))
                .run(Boolean.getBoolean("bench.terminal"), absent, environment(effort, times), soFar -> write(soFar, report));
        System.out.print(TextReport.of(outcome));
        System.out.println("report: " + report.resolve("primitives.html"));
        return outcome.failures().isEmpty() && !outcome.scores().all().isEmpty() ? 0 : 1;
    }

    private List<Experiment> experiments() {
        if (ids.contains(ALL)) {
            return List.of(Experiment.values());
        }
        List<Experiment> chosen = new ArrayList<>();
        for (String id : ids) {
            chosen.add(Arrays.stream(Experiment.values())
                    .filter(e -> e.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> usage("no experiment is called " + id + "; bench/run list names them")));
        }
        return chosen;
    }

    private List<Row> choose(List<Row> all, Map<String, String> absent) {
        List<String> names = all.stream().map(Row::name).toList();
        for (String name : rows) {
            if (!names.contains(name)) {
                throw usage("no row is called " + name + "; there are " + String.join(", ", names));
            }
        }
        List<Row> chosen = new ArrayList<>();
        for (Row row : all) {
            if (!rows.isEmpty() && !rows.contains(row.name())) {
                continue;
            }
            if (row.absence().isEmpty()) {
                chosen.add(row);
            } else {
                absent.put(row.name(), row.absence());
            }
        }
        return chosen;
    }

    private void write(Outcome outcome, Path report) throws IOException {
        String results = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(JsonReport.of(outcome)) + "\n";
        Files.writeString(report.resolve("primitives.json"), results);
        Files.writeString(report.resolve("primitives.html"), HtmlPage.of(outcome));
        if (json != null) {
            Files.writeString(json, results);
        }
    }

    private static Map<String, String> environment(Effort effort, int rounds) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
        facts.put("rounds", rounds + ", " + effort.name().toLowerCase(java.util.Locale.ROOT) + ": " + effort.iterations
                + " iterations of " + effort.iterationMillis + " ms a benchmark");
        facts.put("figures", "CPU time of all threads but the compilers', least of a fork's iterations");
        return facts;
    }

    private ParameterException usage(String message) {
        CommandSpec spec = command == null ? CommandSpec.forAnnotatedObject(this) : command;
        return new ParameterException(spec.commandLine(), message);
    }
}
