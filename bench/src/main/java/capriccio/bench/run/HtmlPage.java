package capriccio.bench.run;

import capriccio.bench.report.Html;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** One page that needs nothing from elsewhere. */
final class HtmlPage {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HtmlPage() {}

    static String of(Outcome outcome) {
        return Html.page(HtmlPage.class, "primitives", "primitives.html", "primitives.js")
                .replace("@@SUMMARY@@", Html.escape(TextReport.summary(outcome)))
                .replace("@@PROBLEMS@@", problems(outcome))
                .replace("@@BARS@@", bars(outcome))
                .replace("@@SCORES@@", scores(outcome))
                .replace("@@ENVIRONMENT@@", environment(outcome))
                .replace("@@DATA@@", data(outcome));
    }

    private static String problems(Outcome outcome) {
        StringBuilder out = new StringBuilder("<ul class=\"verdict\">");
        outcome.failures().forEach(f -> out.append("<li class=\"failed\">")
                .append(Html.escape(f.experiment().id + " of " + f.row() + " failed in round " + (f.round() + 1) + ": " + f.reason()))
                .append("</li>"));
        outcome.absent().forEach((row, why) -> out.append("<li>").append(Html.escape(row)).append(" is <b>absent</b>: ").append(Html.escape(why)).append("</li>"));
        return out.append("</ul>").toString();
    }

    private static String bars(Outcome outcome) {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>benchmark<th>row<th>against<th>ratio<th>interval<th>limit<th>verdict</tr></thead><tbody>");
        for (Bar bar : outcome.bars()) {
            Bar.Verdict verdict = bar.verdict(outcome.scores());
            Interval ratio = bar.ratio(outcome.scores());
            String mark = verdict == Bar.Verdict.FAIL ? "failed" : verdict == Bar.Verdict.NONE ? "bound" : "";
            Html.row(out, mark, bar.what(), bar.row(), bar.against(),
                    ratio.exists() ? String.format(Locale.ROOT, "%.3f", ratio.median()) : "–",
                    ratio.exists() ? String.format(Locale.ROOT, "%.3f – %.3f", ratio.low(), ratio.high()) : "–",
                    bar.limitText(), verdict.word());
        }
        return out.append("</tbody></table>").toString();
    }

    private static String scores(Outcome outcome) {
        Scores scores = outcome.scores();
        StringBuilder out = new StringBuilder("<table><thead><tr><th>benchmark<th>row<th>figure<th>interval<th>unit</tr></thead><tbody>");
        for (String key : scores.keys()) {
            for (Row row : outcome.rows()) {
                Interval best = scores.of(row.name(), key);
                if (best.exists()) {
                    Html.row(out, "", key, row.name(), TextReport.figure(best.median()),
                            TextReport.figure(best.low()) + " – " + TextReport.figure(best.high()), scores.unit(key));
                }
            }
        }
        return out.append("</tbody></table>").toString();
    }

    private static String environment(Outcome outcome) {
        StringBuilder out = new StringBuilder("<table class=\"pairs\"><tbody>");
        outcome.environment().forEach((name, value) -> Html.row(out, "", name, value));
        for (Row row : outcome.rows()) {
            Html.row(out, "", "row " + row.name(), row.title() + ": java " + String.join(" ", row.jvmArguments()));
        }
        return out.append("</tbody></table>").toString();
    }

    private static String data(Outcome outcome) {
        Scores scores = outcome.scores();
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode rows = root.putArray("rows");
        outcome.rows().forEach(row -> rows.add(row.name()));
        ObjectNode charts = root.putObject("charts");
        for (String key : scores.keys()) {
            int slash = key.indexOf('/');
            String name = slash < 0 ? key : key.substring(0, slash);
            for (Row row : outcome.rows()) {
                Interval best = scores.of(row.name(), key);
                if (best.exists()) {
                    charts.withArray("/" + name).addObject()
                            .put("row", row.name())
                            .put("category", slash < 0 ? "" : key.substring(slash + 1))
                            .put("unit", scores.unit(key))
                            .put("value", best.median());
                }
            }
        }
        try {
            return MAPPER.writeValueAsString(root).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings always have a JSON form", e);
        }
    }
}
