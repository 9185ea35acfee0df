package capriccio.bench.scarce;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.compare.Row;
import capriccio.bench.load.ErrorKind;
import capriccio.bench.load.LoadResult;
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

@Execution(ExecutionMode.CONCURRENT)
final class ExperimentTest {
    /** Few clients: nobody runs out of memory, and every row must answer all of them. */
    @Test
    void rowsThatHoldMemoryAreHeldAgainstEachOther(@TempDir Path out) throws Exception {
        JsonNode data = run(new MemoryAdmission(), "memory-admission", out, "--clients", "8", "--rows", "graph,pool-8", "--sizes", "8");
        assertThat(data.path("points")).hasSize(2);
        assertThat(data.path("verdicts")).hasSize(3);
    }

    /** As few: there are descriptors for all. */
    @Test
    void rowsThatHoldSocketsRunUnderALimit(@TempDir Path out) throws Exception {
        JsonNode data = run(new SocketAdmission(), "socket-admission", out, "--clients", "8", "--rows", "graph");
        assertThat(data.path("points")).hasSize(1);
        assertThat(data.path("verdicts")).hasSize(3);
        assertThat(data.path("environment").path("descriptors of a server").asText()).isEqualTo("1024 (ulimit -n)");
    }

    @Test
    void aLimitOnDescriptorsThatCannotBeSetIsSaidBeforeAnythingRuns(@TempDir Path out) {
        StringWriter error = new StringWriter();
        String most = Integer.toString(Integer.MAX_VALUE);
        assertThat(new CommandLine(new SocketAdmission()).setErr(new PrintWriter(error)).execute("--descriptors", most, "--out", out.toString()))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(error.toString()).contains("cannot be set to " + most, "--descriptors");
        assertThat(out).isEmptyDirectory();
    }

    /** Under {@code sh}, whose child has the limit too, hard and soft. */
    @Test
    void aLimitOnDescriptorsIsThatOfTheProcess() throws Exception {
        new DescriptorLimit(100).check();
        Process limited = new ProcessBuilder(new DescriptorLimit(100).on(List.of("sh", "-c", "ulimit -Hn; echo $$"))).start();
        assertThat(limited.inputReader().lines()).containsExactly("100", Long.toString(limited.pid()));
    }

    /** Far from saturation: all that is due is answered, light and heavy. */
    @Test
    void whatIsDueIsAnsweredLightOrNot(@TempDir Path out) throws Exception {
        JsonNode data = run(new Starvation(), "starvation", out, "--rates", "50", "--connections", "8", "--rows", "graph,netty-offload");
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.path("goodput").asDouble()).isBetween(20.0, 80.0);
            assertThat(point.path("lightGoodput").asDouble()).isLessThan(point.path("goodput").asDouble());
            assertThat(point.path("p99").asDouble()).as("heavy ones count").isGreaterThan(point.path("lightP50").asDouble());
        });
    }

    @Test
    void knotIsHeldAgainstItsOwnPeak(@TempDir Path out) throws Exception {
        JsonNode data = run(new Overload(), "overload", out, "--clients", "4,8", "--rows", "graph");
        assertThat(data.path("points")).hasSize(2);
    }

    @Test
    void knotRunsWithoutTheGraph(@TempDir Path out) throws Exception {
        JsonNode data = run(new GraphOverhead(), "graph-overhead", out, "--clients", "8", "--rows", "off");
        assertThat(data.path("points")).hasSize(1).allSatisfy(point -> assertThat(point.path("cpu").asDouble()).isPositive());
    }

    private static JsonNode run(Experiment experiment, String name, Path out, String... load) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--project", "..", "--rounds", "1",
                "--duration", "1", "--warmup", "1", "--out", out.toString()));
        arguments.addAll(List.of(load));
        assertThat(new CommandLine(experiment).execute(arguments.toArray(String[]::new))).isZero();
        JsonNode data = new ObjectMapper().readTree(out.resolve(name + ".json").toFile());
        assertThat(data.path("points")).isNotEmpty().allSatisfy(point -> {
            assertThat(point.path("goodput").asDouble()).isPositive();
            assertThat(point.path("errors").asLong()).isZero();
            assertThat(point.path("recoveryMillis").asLong()).isNotNegative();
        });
        assertThat(out.resolve(name + ".html")).content().doesNotContain("@@");
        return data;
    }

    @Test
    void anUnknownRowIsNamed() {
        assertThat(new CommandLine(new MemoryAdmission()).setErr(new PrintWriter(new StringWriter())).execute("--rows", "nobody"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void memoryIsHeldAgainstTheBestAtEachLoad() {
        List<Point> points = List.of(
                point(Rows.GRAPH, 50, 96, 0.96), point("pool-8", 50, 80, 1), point("permits-16", 50, 100, 1), point(Rows.VIRTUAL, 50, 900, 1),
                point(Rows.GRAPH, 100, 96, 0.5), point("pool-8", 100, 192, 1), new Point("permits-16", 100, 0, "it died", null, Point.NEVER));
        Findings findings = findings(List.of(50, 100), points);
        Subject memory = new MemoryAdmission.Memory(new Rows.Sizes());
        assertThat(findings.best(50, Figure.GOODPUT, Rows::isTuned)).isEqualTo("permits-16");
        assertThat(findings.best(100, Figure.GOODPUT, Rows::isTuned)).isEqualTo("pool-8");
        assertThat(memory.verdicts(findings)).extracting(Verdict::load, Verdict::figure, Verdict::holds)
                .containsExactly(Tuple.tuple(50, 0.96, true), Tuple.tuple(50, 0.96, true), Tuple.tuple(50, 1.0, true),
                        Tuple.tuple(100, 0.5, false), Tuple.tuple(100, 0.5, false), Tuple.tuple(100, 1.0, true));
        Report report = new Report(memory, findings, Map.of("fifo", "no <agent>"), Map.of());
        assertThat(report.html()).contains("no &lt;agent&gt;").contains("it died").doesNotContain("@@");
        assertThat(report.text()).contains("does not hold").contains("pool-8");
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void errorsAreABarWhereRequestsTakeSockets() {
        Findings findings = findings(List.of(50), List.of(point(Rows.GRAPH, 50, 96, 1), point("permits-16", 50, 100, 1),
                new Point(Rows.GRAPH, 50, 1, "", result(96, 1, 0, 0, 3), 0), new Point(Rows.GRAPH, 50, 2, "", result(96, 1, 0, 0, 4), 0)));
        Subject held = new SocketAdmission.Held(new Rows.Sizes(), 8);
        Report report = new Report(held, findings, Map.of(), Map.of());
        assertThat(report.json().path("points").path(2).path("errorKinds").path("RESET").asInt()).isEqualTo(3);
        assertThat(held.verdicts(findings)).extracting(Verdict::what, Verdict::figure, Verdict::holds)
                .contains(Tuple.tuple("errors", 3.0, false), Tuple.tuple("goodput over the best tuned by hand", 0.96, true));
    }

    @Test
    void burningIsHeldAgainstVirtualThreadsAndNettyAndBeyondSaturationAgainstTheBest() {
        List<Point> points = List.of(
                light(Rows.GRAPH, 1000, 900, 4), light(Rows.VIRTUAL, 1000, 900, 20), light("netty-offload", 1000, 1000, 8), light(Rows.GRAPH, 1500, 1200, 40),
                light(Rows.VIRTUAL, 1500, 1500, 200), light(Rows.GRAPH, 2500, 1800, 9), light(Rows.VIRTUAL, 2500, 1500, 9), light("pool-8", 2500, 2000, 9));
        List<Verdict> verdicts = new Starvation.Burning(new Rows.Sizes(), 8, 1).verdicts(findings(List.of(1000, 1500, 2500), points));
        assertThat(verdicts).extracting(Verdict::load, Verdict::what, Verdict::figure, Verdict::holds)
                .containsExactly(
                        Tuple.tuple(1000, "light p99 over Netty with offload", 0.5, false),
                        Tuple.tuple(1000, "goodput over Netty with offload", 0.9, false),
                        Tuple.tuple(1000, "light p99 over virtual threads", 0.2, true),
                        Tuple.tuple(1000, "goodput over virtual threads", 1.0, true),
                        Tuple.tuple(1000, "Jain's index", 1.0, true),
                        Tuple.tuple(1500, "light p99 over virtual threads", 0.2, false),
                        Tuple.tuple(1500, "goodput over virtual threads", 0.8, false),
                        Tuple.tuple(1500, "Jain's index", 1.0, true),
                        Tuple.tuple(2500, "light goodput over the best", 0.9, false));
        assertThat(verdicts.get(8).against()).isEqualTo("pool-8");
    }

    @Test
    void peakIsWhatLoadsTenTimesBeyondAreHeldAgainst() {
        List<Point> points = List.of(
                point(Rows.GRAPH, 10, 90, 1), point(Rows.GRAPH, 40, 100, 1), point(Rows.GRAPH, 100, 95, 1), point(Rows.GRAPH, 400, 80, 1));
        assertThat(new Overload.Clients().verdicts(findings(List.of(10, 40, 100, 400), points)))
                .extracting(Verdict::load, Verdict::figure, Verdict::holds)
                .containsExactly(Tuple.tuple(400, 0.8, false), Tuple.tuple(400, 0.0, true));
    }

    /** The second round was on a machine that was twice as slow, for all rows. */
    @Test
    void theGraphIsHeldAgainstNoneInTheSameRound() {
        List<Point> points = List.of(cpu("off", 0, 100), cpu(Rows.GRAPH, 0, 102), cpu("off", 1, 200), cpu(Rows.GRAPH, 1, 204), cpu("off", 2, 100),
                cpu(Rows.GRAPH, 2, 110), cpu(Rows.GRAPH, 3, 900));
        Findings findings = findings(List.of(64), points);
        List<Verdict> verdicts = new GraphOverhead.Upkeep().verdicts(findings);
        assertThat(verdicts).extracting(Verdict::what, Verdict::figure, Verdict::holds, Verdict::hasInterval)
                .containsExactly(Tuple.tuple("graph: CPU of a request", 1.02, true, true), Tuple.tuple("graph: completed/s", 1.0, true, false));
        Report report = new Report(new GraphOverhead.Upkeep(), findings, Map.of(), Map.of());
        assertThat(report.text()).contains("1.020 [1.020 to 1.100], at most 1.03: holds (off)");
        assertThat(report.html()).contains("1.020 to 1.100");
        assertThat(report.json().path("verdicts").path(0).path("high").asDouble()).isEqualTo(1.1);
    }

    @Test
    void aFewPercentTakeMoreRoundsUnlessSaidOtherwise() {
        GraphOverhead overhead = new GraphOverhead();
        new CommandLine(overhead).parseArgs();
        assertThat(overhead.rounds).isEqualTo(9);
        new CommandLine(overhead).parseArgs("--rounds", "2");
        assertThat(overhead.rounds).isEqualTo(2);
    }

    private static Findings findings(List<Integer> loads, List<Point> points) {
        List<Row> rows = new ArrayList<>();
        for (String name : List.of(Rows.GRAPH, Rows.VIRTUAL, "pool-8", "permits-16")) {
            rows.add(new Row(name, name, List.of(), List.of(), ""));
        }
        return new Findings(rows, loads, points);
    }

    private static Point point(String row, int load, double goodput, double jain) {
        return point(row, load, goodput, jain, 0, 0);
    }

    private static Point light(String row, int load, double goodput, double p99Millis) {
        return point(row, load, goodput, 1, goodput, p99Millis * 1_000);
    }

    private static Point point(String row, int load, double goodput, double jain, double lightGoodput, double lightP99) {
        return new Point(row, load, 0, "", result(goodput, jain, lightGoodput, lightP99, 0), 0);
    }

    private static Point cpu(String row, int round, double micros) {
        return new Point(row, 64, round, "", result(500, 1, 0, 0, 0, micros), 0);
    }

    private static LoadResult result(double goodput, double jain, double lightGoodput, double lightP99, long errors) {
        return result(goodput, jain, lightGoodput, lightP99, errors, 1);
    }

    private static LoadResult result(double goodput, double jain, double lightGoodput, double lightP99, long errors, double cpuMicros) {
        LoadResult.Times none = new LoadResult.Times(0, 0, 0, 0, 0, 0, 0);
        LoadResult.Times light = new LoadResult.Times(1, 0, 0, 0, lightP99, 0, 0);
        return new LoadResult(8, 8, 1, 1, 1, goodput, Map.of(ErrorKind.RESET, errors), "", jain, none, light, lightGoodput, none,
                none, "", cpuMicros, 0, 0, 0, false, 0, true, List.of(), 0, List.of());
    }
}
