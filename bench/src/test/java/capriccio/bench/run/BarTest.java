package capriccio.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BarTest {
    private static final String JMH =
            """
            [{"benchmark": "capriccio.bench.micro.YieldBenchmark.leaf", "params": {"depth": "20"},
              "primaryMetric": {"scoreUnit": "ns/op", "rawData": [[900, 800, 1000]]},
              "secondaryMetrics": {"cpu": {"scoreUnit": "ns/op", "rawData": [[90, 80, 100]]}}},
             {"benchmark": "capriccio.bench.micro.ParkedMemory.heapPerThread",
              "primaryMetric": {"scoreUnit": "B/thread", "rawData": [[700]]}}]
            """;

    @Test
    void readsCpuTimeWhereThereIsOneAndTheClockElsewhere() throws Exception {
        List<Score> scores = Score.parse("user-17", 2, new ObjectMapper().readTree(JMH));
        assertThat(scores).containsExactly(
                new Score("user-17", 2, "leaf/20", "ns/op", List.of(90.0, 80.0, 100.0)),
                new Score("user-17", 2, "heapPerThread", "B/thread", List.of(700.0)));
        assertThat(scores.get(0).best()).isEqualTo(80);
    }

    @Test
    void ratiosAreOfForksOfTheSameRound() {
        Scores scores = scores(score("ours", 0, "leaf/1", 10), score("theirs", 0, "leaf/1", 100),
                score("ours", 1, "leaf/1", 40), score("theirs", 1, "leaf/1", 100),
                score("ours", 2, "leaf/1", 30), score("theirs", 2, "leaf/1", 100), score("ours", 3, "leaf/1", 99));
        Bar bar = Bar.over(Experiment.YIELD, "leaf/1", "ours", "theirs", .3);
        assertThat(bar.ratio(scores).median()).isCloseTo(.3, within(1e-9));
        assertThat(bar.verdict(scores)).isEqualTo(Bar.Verdict.PASS);
        assertThat(Bar.over(Experiment.YIELD, "leaf/1", "ours", "theirs", .29).verdict(scores)).isEqualTo(Bar.Verdict.FAIL);
        assertThat(Bar.over(Experiment.YIELD, "leaf/1", "ours", "absent", 1).verdict(scores)).isEqualTo(Bar.Verdict.NONE);
    }

    @Test
    void ratesMustNotFall() {
        Scores scores = scores(score("ours", 0, "message/100", 200), score("ours", 0, "message/100000", 400));
        Bar bar = Bar.rateOverItself(Experiment.PRODUCER_CONSUMER, "message/100000", "message/100", "ours", .8);
        assertThat(bar.ratio(scores).median()).isEqualTo(.5);
        assertThat(bar.verdict(scores)).isEqualTo(Bar.Verdict.FAIL);
    }

    @Test
    void geometricMeanAndWorstTakeEveryProgramThatBothRan() {
        Scores scores = scores(score("woven", 0, "run/a", 8), score("plain", 0, "run/a", 4),
                score("woven", 0, "run/b", 2), score("plain", 0, "run/b", 4), score("woven", 0, "run/c", 1000));
        assertThat(Bar.overAll(Experiment.PROGRAMS, "mean", "run/", "woven", "plain", 1, Bar::geometricMean).ratio(scores).median())
                .isCloseTo(1, within(1e-9));
        assertThat(Bar.overAll(Experiment.PROGRAMS, "worst", "run/", "woven", "plain", 1, Bar::worst).ratio(scores).median())
                .isCloseTo(2, within(1e-9));
    }

    @Test
    void everyReportTellsWhatFailedAndWhatIsAbsent() {
        Outcome outcome = new Outcome(List.of(Experiment.CREATE), List.of(row("user-17"), row("virtual-25")), Map.of("kilim", "not <here>"),
                scores(score("user-17", 0, "createAndFinish", 50), score("virtual-25", 0, "createAndFinish", 100)),
                List.of(new Failure(Experiment.CREATE, "platform-17", 0, "exit code 1 & more")), Map.of("kernel", "x"));
        assertThat(TextReport.of(outcome)).contains("0.500", "pass", "kilim is absent: not <here>", "exit code 1 & more",
                "1 bars hold, 0 do not, 1 were not measured");
        assertThat(HtmlPage.of(outcome)).contains("not &lt;here&gt;", "exit code 1 &amp; more", "0.500").doesNotContain("@@")
                .doesNotContainPattern("(src|href)=\"https?:");
        assertThat(JsonReport.of(outcome).path("bars").path(0).path("verdict").asText()).isEqualTo("pass");
        assertThat(JsonReport.of(outcome).path("failures").path(0).path("row").asText()).isEqualTo("platform-17");
    }

    private static Row row(String name) {
        return new Row(name, name, null, List.of(), List.of(), Row.all(), "");
    }

    private static Score score(String row, int round, String key, double value) {
        return new Score(row, round, key, "ns/op", List.of(value, value * 3));
    }

    private static Scores scores(Score... all) {
        Scores scores = new Scores();
        scores.add(List.of(all));
        return scores;
    }
}
