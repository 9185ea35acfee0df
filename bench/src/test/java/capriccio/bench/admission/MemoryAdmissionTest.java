package capriccio.bench.admission;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.compare.Row;
import capriccio.bench.load.LoadResult;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MemoryAdmissionTest {
    /** Few clients: nobody runs out of memory, and every row must answer all of them. */
    @Test
    void rowsAreServedAndHeldAgainstEachOther(@TempDir Path out) throws Exception {
        int code = new CommandLine(new MemoryAdmission()).execute("--project", "..", "--rows", "graph,pool-8", "--sizes", "8",
                "--clients", "8", "--rounds", "1", "--duration", "1", "--warmup", "1", "--out", out.toString());
        assertThat(code).isZero();
        JsonNode data = new ObjectMapper().readTree(out.resolve("memory-admission.json").toFile());
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.path("goodput").asDouble()).isPositive();
            assertThat(point.path("errors").asLong()).isZero();
            assertThat(point.path("recoveryMillis").asLong()).isNotNegative();
        });
        assertThat(data.path("verdicts")).hasSize(3);
        assertThat(out.resolve("memory-admission.html")).content().doesNotContain("@@");
    }

    @Test
    void anUnknownRowIsNamed() {
        assertThat(new CommandLine(new MemoryAdmission()).setErr(new java.io.PrintWriter(new java.io.StringWriter())).execute("--rows", "nobody"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void barsAreHeldAgainstTheBestAtEachLoad() {
        List<Row> rows = new ArrayList<>();
        for (String name : List.of(Rows.GRAPH, "virtual", "pool-8", "permits-16")) {
            rows.add(new Row(name, name, List.of(), List.of(), ""));
        }
        List<Point> points = List.of(
                point(Rows.GRAPH, 50, 96, 0.96), point("pool-8", 50, 80, 1), point("permits-16", 50, 100, 1), point("virtual", 50, 900, 1),
                point(Rows.GRAPH, 100, 96, 0.5), point("pool-8", 100, 192, 1), new Point("permits-16", 100, 0, "it died", null, Point.NEVER));
        Findings findings = new Findings(rows, List.of(50, 100), points);
        assertThat(findings.best(50)).isEqualTo("permits-16");
        assertThat(findings.best(100)).isEqualTo("pool-8");
        assertThat(findings.verdicts()).extracting(Findings.Verdict::clients, Findings.Verdict::figure, Findings.Verdict::holds)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(50, 0.96, true),
                        org.assertj.core.groups.Tuple.tuple(50, 0.96, true),
                        org.assertj.core.groups.Tuple.tuple(50, 1.0, true),
                        org.assertj.core.groups.Tuple.tuple(100, 0.5, false),
                        org.assertj.core.groups.Tuple.tuple(100, 0.5, false),
                        org.assertj.core.groups.Tuple.tuple(100, 1.0, true));
        assertThat(Report.html(findings, Map.of("fifo", "no <agent>"), Map.of())).contains("no &lt;agent&gt;").contains("it died").doesNotContain("@@");
        assertThat(Report.text(findings, Map.of())).contains("does not hold").contains("pool-8");
    }

    private static Point point(String row, int clients, double goodput, double jain) {
        LoadResult.Times none = new LoadResult.Times(0, 0, 0, 0, 0, 0, 0);
        return new Point(row, clients, 0, "", new LoadResult(clients, clients, 1, 1, 1, goodput, Map.of(), "", jain, none, none, none,
                "", 0, 0, 0, 0, false, 0, true, List.of()), 0);
    }
}
