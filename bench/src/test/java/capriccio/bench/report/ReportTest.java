package capriccio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.bench.load.ErrorKind;
import capriccio.bench.load.LoadResult;
import capriccio.bench.stats.Interval;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Summary SUMMARY = new Summary(new Measurements(
            Map.of("knot-platform", "a", "fast", "b", "broken", "c"),
            Map.of("knot-virtual", "needs <21>"),
            List.of(64),
            3,
            slices(),
            Map.of("java version", "17")));

    @Test
    void ratiosAreOfTheSameRoundAndNamedClientBound() {
        Summary.Ratio ratio = SUMMARY.ratios("knot-platform").stream().filter(r -> r.row().equals("fast")).findFirst().orElseThrow();
        assertThat(ratio.throughput()).isEqualTo(new Interval(2, 2, 2));
        assertThat(ratio.note()).contains("client-bound");
        assertThat(SUMMARY.ratios("no such row")).isEmpty();
    }

    @Test
    void failedRowStaysInEveryReport() {
        String html = HtmlReport.of(SUMMARY);
        assertThat(html).contains("broken at 64 connections <b>failed</b>: it died &lt;badly&gt;");
        assertThat(html).contains("are <b>client-bound</b>").contains("needs &lt;21&gt;").doesNotContain("@@");
        assertThat(html).doesNotContainPattern("(src|href)=\"https?:");
        assertThat(TextTable.of(SUMMARY)).contains("failed: it died <badly>").contains("absent: needs <21>");
    }

    @Test
    void resultsHaveTheShapeOfJmh() {
        var results = JmhJson.of(SUMMARY);
        assertThat(results).hasSize(3);
        for (var entry : results) {
            assertThat(entry.path("params").path("connections").asText()).isEqualTo("64");
            assertThat(entry.path("primaryMetric").path("scoreUnit").asText()).isEqualTo("ops/s");
            if (entry.path("params").path("row").asText().equals("fast")) {
                assertThat(entry.path("primaryMetric").path("score").asDouble()).isEqualTo(400);
                assertThat(entry.path("secondaryMetrics").path("clientBound").path("score").asInt()).isOne();
            }
            if (entry.path("params").path("row").asText().equals("broken")) {
                assertThat(entry.path("status").asText()).isEqualTo("failed");
                assertThat(entry.path("secondaryMetrics").path("errors").path("score").asInt()).isEqualTo(3);
            }
        }
    }

    private static List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            slices.add(Slice.of("knot-platform", 64, round, result(100.0 * (round + 1), false, Map.of())));
            slices.add(Slice.of("fast", 64, round, result(200.0 * (round + 1), round == 1, Map.of())));
            slices.add(new Slice("broken", 64, round, "it died <badly>", result(0, false, Map.of(ErrorKind.RESET, 1L))));
        }
        return slices;
    }

    private static LoadResult result(double throughput, boolean bound, Map<ErrorKind, Long> errors) {
        Histogram histogram = new Histogram(1_000, 1_000_000_000, 3);
        histogram.recordValueWithCount(2_000_000, 90);
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        String text = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
        var times = new LoadResult.Times(90, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000);
        return new LoadResult(64, 64, 1, 90, 900, throughput, errors, "", 1, times, times, 0, times, times, text, 10, 1 << 20, 9, .5, bound, 1, true, List.of(), 0, List.of());
    }
}
