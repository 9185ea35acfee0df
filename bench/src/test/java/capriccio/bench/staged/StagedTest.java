package capriccio.bench.staged;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.compare.Row;
import capriccio.bench.load.LoadResult;
import capriccio.bench.scarce.Experiment;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Measured;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** Each experiment runs to its end and tells its figures; what they are worth is said by longer runs. */
@Execution(ExecutionMode.CONCURRENT)
final class StagedTest {
    @Test
    void haboobServesThePages(@TempDir Path out) throws Exception {
        JsonNode data = run(new Haboob(), "haboob", out, "--clients", "8", "--rows", "haboob", "--duration", "1", "--warmup", "1");
        assertThat(data.path("points")).hasSize(1).allSatisfy(point -> {
            assertThat(point.path("goodput").asDouble()).isPositive();
            assertThat(point.path("errors").asLong()).isZero();
            assertThat(point.path("max").asDouble()).isGreaterThanOrEqualTo(point.path("p50").asDouble());
        });
    }

    /** A client in forty is served at once; without a controller all wait. */
    @Test
    void whoIsRefusedIsAnswered(@TempDir Path out) throws Exception {
        JsonNode data = run(new OverloadSeda(), "overload-seda", out, "--clients", "40", "--rows", "none,direct", "--duration", "1", "--warmup", "1",
                "--settle", "0", "--page-millis", "5", "--target", "10");
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> assertThat(point.path("errors").asLong()).isZero());
        assertThat(data.path("points").path(0).path("refused").asDouble()).isZero();
        assertThat(data.path("points").path(1).path("refused").asDouble()).isPositive();
        assertThat(data.path("verdicts")).hasSize(4);
    }

    @Test
    void aSpikeIsSeenOverTime(@TempDir Path out) throws Exception {
        JsonNode data = run(new Spike(), "spike", out, "--clients", "40", "--rows", "none", "--duration", "3", "--warmup", "1", "--page-millis", "5",
                "--target", "100", "--think", "100");
        JsonNode completed = data.path("points").path(0).path("curves").path("completed");
        assertThat(completed).hasSizeBetween(60, 80);
        assertThat(sum(completed, 1, 2)).as("all clients ask then, three before").isGreaterThan(sum(completed, 0, 1));
    }

    private static double sum(JsonNode curve, double from, double until) {
        double sum = 0;
        for (JsonNode moment : curve) {
            double seconds = moment.path(0).asDouble();
            sum += seconds > from && seconds <= until ? moment.path(1).asDouble() : 0;
        }
        return sum;
    }

    @Test
    void burstsAreReadByStagesAndByThreads(@TempDir Path out) throws Exception {
        JsonNode data = run(new AsyncSockets(), "async-sockets", out, "--connections", "16", "--rows", "asocket,platform", "--packets", "10",
                "--duration", "0.5", "--warmup", "0.5");
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.path("failure").asText()).isEmpty();
            assertThat(point.path("megabits").asDouble()).isPositive();
            assertThat(point.path("acks").asDouble()).isPositive();
        });
    }

    @Test
    void thePoolGrowsWithItsQueueAndShrinksWhenIdle(@TempDir Path out) throws Exception {
        JsonNode data = run(new PoolController(), "pool-controller", out, "--levels", "8,40", "--delay", "20", "--threshold", "5", "--duration", "3",
                "--rows", "controller");
        assertThat(data.path("points")).hasSize(1);
        assertThat(data.path("points").path(0).path("mostThreads").asDouble()).isGreaterThan(1);
        assertThat(data.path("points").path(0).path("curves").path("threads")).isNotEmpty();
        assertThat(data.path("verdicts")).hasSize(2);
    }

    @Test
    void batchesAreSoughtWhileTheLoadSwings(@TempDir Path out) throws Exception {
        JsonNode data = run(new BatchController(), "batch-controller", out, "--rate", "1000", "--swings", "1", "--duration", "2");
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.path("handled").asDouble()).isPositive();
            assertThat(point.path("curves").path("load")).isNotEmpty();
        });
        assertThat(data.path("points").path(0).path("leastTarget").asDouble()).as("it begins at 1,024").isLessThan(1_024);
    }

    private static JsonNode run(Experiment experiment, String name, Path out, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--project", "..", "--rounds", "1", "--out", out.toString()));
        arguments.addAll(List.of(options));
        assertThat(new CommandLine(experiment).execute(arguments.toArray(String[]::new))).isZero();
        assertThat(out.resolve(name + ".html")).content().doesNotContain("@@").contains("<h1>");
        return new ObjectMapper().readTree(out.resolve(name + ".json").toFile());
    }

    @Test
    void haboobIsHeldToItsBarsAtManyClients() {
        LoadResult.Times even = times(2_000, 4_000, 19_000);
        LoadResult.Times late = times(2_000, 4_000, 21_000);
        Findings findings = findings(List.of(64, 1_024), Haboob.Pages.HABOOB, point(Haboob.Pages.HABOOB, 64, late, 0.5, 0),
                point(Haboob.Pages.HABOOB, 1_024, even, 0.99, 0), point(Haboob.Pages.HABOOB, 1_024, late, 0.99, 0));
        assertThat(new Haboob.Pages(20, 5).verdicts(findings)).extracting(Verdict::load, Verdict::figure, Verdict::holds)
                .containsExactly(Tuple.tuple(1_024, 0.99, true), Tuple.tuple(1_024, 10.5, false));
    }

    @Test
    void aControllerIsHeldToItsTargetAndNoneToBeingBeyondIt() {
        Bottleneck.Options options = new Bottleneck.Options();
        options.targetMillis = 5_000;
        Findings findings = findings(List.of(1_024), Bottleneck.NONE, point("direct", 1_024, times(1, 5_500_000, 1), 1, 10),
                point("pid", 1_024, times(1, 7_000_000, 1), 1, 0), point(Bottleneck.NONE, 1_024, times(1, 40_000_000, 1), 1, 0));
        assertThat(new OverloadSeda.Refusals(options, 0).verdicts(findings)).extracting(Verdict::what, Verdict::figure, Verdict::holds)
                .containsExactly(
                        Tuple.tuple("direct: p90 over the target", 1.1, true), Tuple.tuple("direct: errors", 0.0, true),
                        Tuple.tuple("direct: refusals answered", 10.0, true), Tuple.tuple("pid: p90 over the target", 1.4, false),
                        Tuple.tuple("pid: errors", 0.0, true), Tuple.tuple("pid: refusals answered", 0.0, false),
                        Tuple.tuple("no controller: p90 over the target", 8.0, true));
    }

    @Test
    void allClientsTogetherAskForTenTimesWhatCanBeServed() {
        Bottleneck.Options options = CommandLine.populateCommand(new Bottleneck.Options(), "--page-millis", "40", "--beyond", "10");
        assertThat(options.thinkMillis(1_000)).isEqualTo(4_000); // 250 a second, of which 25 can be served
        assertThat(CommandLine.populateCommand(new Bottleneck.Options(), "--think", "20").thinkMillis(1_000)).isEqualTo(20);
    }

    @Test
    void aProfileOf2002IsRead() {
        List<String> lines = List.of("##### Sample delay 100 msec", "# Registered 0 work queueLength", "# Registered 1 ThreadPool <work>",
                "totalmem(kb) 1 freemem(kb) 1 pr0 7  pr1 1  ", "totalmem(kb) 1 freemem(kb) 1 pr0 9  pr1 2  ");
        assertThat(StageRun.read(lines, 0.1)).isEqualTo(Map.of(
                "work queueLength", List.of(new Measured.Moment(0.1, 7), new Measured.Moment(0.2, 9)),
                "ThreadPool <work>", List.of(new Measured.Moment(0.1, 1), new Measured.Moment(0.2, 2))));
    }

    @Test
    void badOptionsAreNamed() {
        badOption(new OverloadSeda(), "--target", "0");
        badOption(new Spike(), "--think", "-1");
        badOption(new PoolController(), "--levels", "0");
        badOption(new BatchController(), "--swings", "0");
        badOption(new AsyncSockets(), "--packets", "0");
        badOption(new Haboob(), "--think", "-1");
    }

    private static void badOption(Experiment experiment, String option, String value) {
        StringWriter error = new StringWriter();
        assertThat(new CommandLine(experiment).setErr(new PrintWriter(error)).execute(option, value)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(error.toString()).contains(option);
    }

    private static Findings findings(List<Integer> loads, String row, Point... points) {
        return new Findings(List.of(new Row(row, row, List.of(), List.of(), "")), loads, List.of(points));
    }

    private static LoadResult.Times times(double p50, double p90, double max) {
        return new LoadResult.Times(1, 0, p50, p90, 0, 0, max);
    }

    private static Point point(String row, int load, LoadResult.Times response, double jain, long refused) {
        LoadResult.Times none = times(0, 0, 0);
        LoadResult result = new LoadResult(load, load, 1, 1, 1, 1, Map.of(), "", jain, response, none, 0, none, none, "", 1, 0, 0, 0, false, 0, true,
                List.of(), refused, List.of());
        return new Point(row, load, 0, "", result, 0);
    }
}
