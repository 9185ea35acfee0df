package capriccio.bench.compare;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.FileSetFiles;
import capriccio.bench.report.HtmlReport;
import capriccio.bench.report.JmhJson;
import capriccio.bench.report.Measurements;
import capriccio.bench.report.Slice;
import capriccio.bench.report.Summary;
import capriccio.bench.report.TextTable;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The main job. Ends with 0 only if every row finished without an error and without a wrong byte. */
@Command(
        name = "bench/compare",
        mixinStandardHelpOptions = true,
        description = "Compares Knot on platform, user and virtual threads, Haboob and Netty; writes one HTML report.")
public final class Compare implements Callable<Integer> {
    @Spec
    @Nullable CommandSpec command;

    @Option(names = "--servers", split = ",", description = "rows to run (default: all that can run on this JVM)")
    List<String> servers = List.of();

    @Option(names = "--clients", split = ",", defaultValue = "64,1024,4096", description = "connections (${DEFAULT-VALUE})")
    List<Integer> clients = List.of();

    @Option(names = "--duration", defaultValue = "2", description = "seconds per measured slice (${DEFAULT-VALUE})")
    double duration;

    @Option(
            names = "--warmup",
            defaultValue = "10",
            description = "seconds after which a server counts as warm, if its throughput has not settled before (${DEFAULT-VALUE})")
    double warmup;

    @Option(names = "--rounds", defaultValue = "3", description = "interleaved rounds (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--out", description = "directory of the report (default: bench/target/report)")
    @Nullable Path out;

    @Option(names = "--json", description = "write the results here as well")
    @Nullable Path json;

    @Option(names = "--project", defaultValue = ".", hidden = true)
    Path project = Path.of(".");

    /** Runs the comparison and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration <= 0 || warmup <= 0 || rounds < 1 || clients.stream().anyMatch(n -> n < 1)) {
            throw usage("--duration, --warmup, --rounds and --clients must be positive");
        }
        Path base = project.toAbsolutePath().normalize();
        Path report = out == null ? base.resolve("bench/target/report") : out.toAbsolutePath();
        Path root = FileSetFiles.ensure(
                FileSet.of(FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES), base.resolve("bench/target/fileset"));
        Files.createDirectories(report);
        Map<String, String> absent = new LinkedHashMap<>();
        List<Row> known = new ArrayList<>(Rows.all(base));
        if (!servers.isEmpty()) {
            known.addAll(Rows.servers(base));
        }
        List<Row> rows = choose(known, absent);
        var plan = new Comparison.Plan(rows, clients, rounds, Math.round(duration * 1_000), Math.round(warmup * 1_000), root, report);
        Map<String, String> environment = Environment.collect(plan);
        List<Slice> slices;
        boolean terminal = Boolean.getBoolean("bench.terminal");
        try (Progress progress = new Progress(terminal, rows.size() * clients.size() * rounds)) {
            slices = new Comparison(plan, progress).run();
        }
        Map<String, String> titles = new LinkedHashMap<>();
        rows.forEach(row -> titles.put(row.name(), row.title()));
        Summary summary = new Summary(new Measurements(titles, absent, clients, rounds, slices, environment));
        write(summary, report);
        System.out.print(TextTable.of(summary));
        System.out.println("report: " + report.resolve("index.html"));
        return !slices.isEmpty() && slices.stream().allMatch(Slice::isSound) ? 0 : 1;
    }

    private List<Row> choose(List<Row> all, Map<String, String> absent) {
        try {
            return Row.choose(all, servers, absent);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void write(Summary summary, Path report) throws IOException {
        String results = new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(JmhJson.of(summary))
                + "\n";
        Files.writeString(report.resolve("results.json"), results);
        Files.writeString(report.resolve("index.html"), HtmlReport.of(summary));
        if (json != null) {
            Files.writeString(json, results);
        }
    }

    private ParameterException usage(String message) {
        CommandSpec spec = command == null ? CommandSpec.forAnnotatedObject(this) : command;
        return new ParameterException(spec.commandLine(), message);
    }
}
