package capriccio.bench.run;

import capriccio.bench.stats.Interval;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The tables for the terminal. */
final class TextReport {
    private TextReport() {}

    static String of(Outcome outcome) {
        StringBuilder out = new StringBuilder();
        Scores scores = outcome.scores();
        line(out, "%-32s %-18s %12s  %s", "benchmark", "row", "best", "unit");
        for (String key : scores.keys()) {
            for (Row row : outcome.rows()) {
                Interval best = scores.of(row.name(), key);
                if (best.exists()) {
                    line(out, "%-32s %-18s %12s  %s", key, row.name(), figure(best.median()), scores.unit(key));
                }
            }
        }
        line(out, "");
        line(out, "%-28s %-18s / %-16s %7s  %-18s %-7s  %s", "bar", "row", "against", "ratio", "95 %", "limit", "verdict");
        for (Bar bar : outcome.bars()) {
            Bar.Verdict verdict = bar.verdict(scores);
            if (verdict != Bar.Verdict.NONE) {
                Interval ratio = bar.ratio(scores);
                String range = String.format(Locale.ROOT, "[%.3f, %.3f]", ratio.low(), ratio.high());
                line(out, "%-28s %-18s / %-16s %7.3f  %-18s %-7s  %s",
                        bar.what(), bar.row(), bar.against(), ratio.median(), range, bar.limitText(), verdict.word());
            }
        }
        outcome.absent().forEach((row, why) -> line(out, "%s is absent: %s", row, why));
        for (Failure failure : outcome.failures()) {
            line(out, "%s of %s failed in round %d: %s", failure.experiment().id, failure.row(), failure.round() + 1, failure.reason());
        }
        line(out, "%s", summary(outcome));
        return out.toString();
    }

    /** How many bars hold. */
    static String summary(Outcome outcome) {
        Map<Bar.Verdict, Long> counts = new EnumMap<>(Bar.Verdict.class);
        outcome.bars().forEach(bar -> counts.merge(bar.verdict(outcome.scores()), 1L, Long::sum));
        return String.format(Locale.ROOT, "%d bars hold, %d do not, %d were not measured",
                counts.getOrDefault(Bar.Verdict.PASS, 0L),
                counts.getOrDefault(Bar.Verdict.FAIL, 0L),
                counts.getOrDefault(Bar.Verdict.NONE, 0L));
    }

    /** A number with about three digits. */
    static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
