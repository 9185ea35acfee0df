package capriccio.bench.staged;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.compare.Row;
import capriccio.bench.scarce.Findings;
import capriccio.bench.scarce.Point;
import capriccio.bench.scarce.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            assertThat(point.path("queryMean").asDouble()).isGreaterThan(Gnutella.Router.QUERY_MILLIS);
        });
        assertThat(data.path("verdicts")).hasSize(1);
        assertThat(out.resolve("gnutella.html")).content().doesNotContain("@@").contains("threads added");
    }

    @Test
    void theGovernorIsHeldAgainstLittlesLawAndOneThread() {
        List<Point> points = List.of(
                point(Gnutella.Router.ONE_THREAD, 200, 0, 40), point(Gnutella.Router.GOVERNOR, 200, 0, 40),
                point(Gnutella.Router.ONE_THREAD, 400, 0, 6_443), point(Gnutella.Router.GOVERNOR, 400, 1, 29),
                point(Gnutella.Router.GOVERNOR, 1_000, 4, 38), Point.failed(Gnutella.Router.ONE_THREAD, 1_000, 0, "it died"));
        List<Row> rows = new ArrayList<>();
        for (String name : List.of(Gnutella.Router.ONE_THREAD, Gnutella.Router.GOVERNOR)) {
            rows.add(new Row(name, name, List.of(), List.of(), ""));
        }
        Findings findings = new Findings(rows, List.of(200, 400, 1_000), points);
        assertThat(new Gnutella.Router().verdicts(findings)).extracting(Verdict::load, Verdict::limit, Verdict::holds)
                .containsExactly(
                        Tuple.tuple(200, 0.0, true), Tuple.tuple(400, 0.0, true), Tuple.tuple(400, 10.0, true), Tuple.tuple(1_000, 0.0, false));
    }

    private static Point point(String row, int rate, int added, double queryMean) {
        return Point.of(row, rate, 0, Gnutella.Router.measured(new PacketLoad.Times(10, 20, queryMean, 100, 1_000, 0, 0.1), added));
    }

    @Test
    void badOptionsAreNamed() {
        for (String[] arguments : new String[][] {{"--rows", "nobody"}, {"--rates", "0"}}) {
            assertThat(new CommandLine(new Gnutella()).setErr(new PrintWriter(new StringWriter())).execute(arguments))
                    .isEqualTo(CommandLine.ExitCode.USAGE);
        }
    }
}
