package capriccio.bench.staged;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.compare.Row;
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
import picocli.CommandLine;

final class GnutellaTest {
    /** Far from saturation: all packets arrive, and a query takes its 20 ms. */
    @Test
    void packetsPassTheRouter(@TempDir Path out) throws Exception {
        assertThat(new CommandLine(new Gnutella()).execute("--project", "..", "--out", out.toString(), "--rates", "50", "--rounds", "1",
                        "--duration", "2", "--warmup", "0.5"))
                .isZero();
        JsonNode data = new ObjectMapper().readTree(out.resolve("gnutella.json").toFile());
        assertThat(data.path("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.path("failure").asText()).isEmpty();
            assertThat(point.path("lost").asInt()).isZero();
            assertThat(point.path("added").asInt()).isZero();
            assertThat(point.path("pingMean").asDouble()).isPositive();
            assertThat(point.path("queryMean").asDouble()).isGreaterThan(Gnutella.QUERY_MILLIS);
        });
        assertThat(data.path("verdicts")).hasSize(1);
        assertThat(out.resolve("gnutella.html")).content().doesNotContain("@@").contains("threads added");
    }

    @Test
    void theGovernorIsHeldAgainstLittlesLawAndOneThread() {
        List<Sample> samples = List.of(
                sample(Gnutella.ONE_THREAD, 200, 0, 40), sample(Gnutella.GOVERNOR, 200, 0, 40),
                sample(Gnutella.ONE_THREAD, 400, 0, 6_443), sample(Gnutella.GOVERNOR, 400, 1, 29),
                sample(Gnutella.GOVERNOR, 1_000, 4, 38), new Sample(Gnutella.ONE_THREAD, 1_000, 0, "it <died>", null, 0));
        List<Row> rows = new ArrayList<>();
        for (String name : List.of(Gnutella.ONE_THREAD, Gnutella.GOVERNOR)) {
            rows.add(new Row(name, name, List.of(), List.of(), ""));
        }
        GnutellaFindings findings = new GnutellaFindings(rows, List.of(200, 400, 1_000), samples);
        assertThat(findings.bars()).extracting(GnutellaFindings.Bar::rate, GnutellaFindings.Bar::bound, GnutellaFindings.Bar::holds)
                .containsExactly(
                        Tuple.tuple(200, "exactly 0", true), Tuple.tuple(400, "exactly 1", true), Tuple.tuple(400, "at least 10", true),
                        Tuple.tuple(1_000, "exactly 2", false));
        assertThat(findings.isComplete()).isFalse();
        GnutellaReport report = new GnutellaReport(findings, Map.of());
        assertThat(report.html()).contains("it &lt;died&gt;").doesNotContain("@@");
        assertThat(report.text()).contains("does not hold");
    }

    private static Sample sample(String row, int rate, int added, double queryMean) {
        return new Sample(row, rate, 0, "", new Sample.Times(10, 20, queryMean, 100, 1_000, 0, 0.1), added);
    }

    @Test
    void badOptionsAreNamed() {
        for (String[] arguments : new String[][] {{"--rows", "nobody"}, {"--rates", "0"}}) {
            assertThat(new CommandLine(new Gnutella()).setErr(new PrintWriter(new StringWriter())).execute(arguments))
                    .isEqualTo(CommandLine.ExitCode.USAGE);
        }
    }
}
