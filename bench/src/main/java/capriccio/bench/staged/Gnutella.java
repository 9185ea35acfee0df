package capriccio.bench.staged;

import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.servers.ServerOptions;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
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

/** The experiment {@code gnutella}. Ends with 0 if every row has figures; whether the bars hold is in the report. */
@Command(
        name = "bench/run gnutella",
        mixinStandardHelpOptions = true,
        description = "A Gnutella router whose queries take 20 ms, with one thread and under the thread-pool governor.")
public final class Gnutella implements Callable<Integer> {
    static final String NAME = "gnutella";
    static final String ONE_THREAD = "one-thread";
    static final String GOVERNOR = "governor";
    static final int QUERY_MILLIS = 20;

    @Spec
    @Nullable CommandSpec command;

    @Option(names = "--rates", split = ",", defaultValue = "100,200,400,1000", description = "packets a second (${DEFAULT-VALUE})")
    List<Integer> rates = List.of();

    @Option(names = "--rows", split = ",", description = "rows to run (default: all)")
    List<String> chosen = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "interleaved rounds (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--duration", defaultValue = "20", description = "seconds measured (${DEFAULT-VALUE})")
    double duration;

    @Option(names = "--warmup", defaultValue = "40", description = "seconds of load before, in which the governor acts (${DEFAULT-VALUE})")
    double warmup;

    @Option(names = "--out", description = "directory of the report (default: bench/target/report)")
    @Nullable Path out;

    @Option(names = "--project", defaultValue = ".", hidden = true)
    Path project = Path.of(".");

    /** Runs the experiment and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Gnutella()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration <= 0 || warmup < 0 || rounds < 1 || rates.stream().anyMatch(rate -> rate < 1)) {
            throw usage("--rates, --rounds and --duration must be positive, --warmup not negative");
        }
        Path directory = out == null ? project.toAbsolutePath().normalize().resolve("bench/target/report") : out.toAbsolutePath();
        Files.createDirectories(directory);
        Path work = Files.createDirectories(directory.resolve(NAME));
        List<Row> rows = choose(List.of(
                row(work, ONE_THREAD, "one thread for the router's stage", false),
                row(work, GOVERNOR, "the thread-pool governor, threshold 1,000, every 2 s", true)));
        RouterRuns.Plan plan = new RouterRuns.Plan(rows, rates, rounds, Math.round(duration * 1_000), Math.round(warmup * 1_000));
        GnutellaFindings findings = new GnutellaFindings(rows, rates, new RouterRuns(plan).run());
        GnutellaReport report = new GnutellaReport(findings, environment());
        String data = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json());
        Files.writeString(directory.resolve(NAME + ".json"), data + "\n");
        Path page = directory.resolve(NAME + ".html");
        Files.writeString(page, report.html());
        System.out.print(report.text());
        System.out.println("report: " + page);
        return findings.isComplete() ? 0 : 1;
    }

    private List<Row> choose(List<Row> all) {
        try {
            return Row.choose(all, chosen, new LinkedHashMap<>());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /** Queues have no limit, as in the paper; no neighbour is closed for what the router has not sent in time. */
    private static Row row(Path work, String name, String title, boolean governor) throws IOException {
        Path config = work.resolve(name + ".cfg");
        Files.writeString(config, """
                <sandstorm>
                  <global>
                    crashOnException true
                    <threadPool>
                      <sizeController>
                        enable %s
                        delay 2000
                        threshold 1000
                      </sizeController>
                    </threadPool>
                  </global>
                  <stages>
                    <GnutellaRouter>
                      class capriccio.seda.gnutella.GnutellaRouter
                      <initargs>
                        port 0
                        pongs false
                        queryMillis %d
                        clogThreshold 1000000
                        statsMillis 0
                        exitWithStdin true
                      </initargs>
                    </GnutellaRouter>
                  </stages>
                </sandstorm>
                """.formatted(governor, QUERY_MILLIS));
        String classPath = String.join(File.pathSeparator, ServerOptions.classPath(List.of("capriccio-seda", "capriccio-knot")));
        return new Row(name, title, List.of("-cp", classPath, "seda.sandStorm.main.Main", config.toString()), List.of(), "");
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("java version", Runtime.version().toString());
        facts.put("router flags", String.join(" ", Jvm.SERVER_FLAGS));
        facts.put("pinning", Jvm.pins() ? "router on core 0" : "none: no taskset or one core");
        facts.put("load", "open loop, " + rounds + " rounds of " + duration + " s after " + warmup + " s");
        facts.put("load average at the end", Files.readString(Path.of("/proc/loadavg")).strip());
        return facts;
    }

    private ParameterException usage(String message) {
        CommandSpec spec = command == null ? CommandSpec.forAnnotatedObject(this) : command;
        return new ParameterException(spec.commandLine(), message);
    }
}
