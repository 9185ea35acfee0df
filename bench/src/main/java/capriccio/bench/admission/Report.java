package capriccio.bench.admission;

import capriccio.bench.compare.Row;
import capriccio.bench.report.Html;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The findings as text, as data and as a page. */
final class Report {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A figure that tables and charts show. */
    private enum Figure {
        GOODPUT("goodput", "completed/s", "%.0f", Point::goodput),
        JAIN("jain", "Jain's index", "%.3f", Point::jain),
        P50("p50", "p50, ms", "%.0f", p -> p.result() == null ? Double.NaN : p.result().response().p50() / 1e3),
        P99("p99", "p99, ms", "%.0f", p -> p.result() == null ? Double.NaN : p.result().response().p99() / 1e3),
        ERRORS("errors", "errors", "%.0f", Point::errors),
        THREADS("threads", "threads", "%.0f", p -> p.result() == null ? Double.NaN : p.result().serverThreads());

        final String key;
        final String title;
        final String format;
        @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
        final ToDoubleFunction<Point> value;

        Figure(String key, String title, String format, ToDoubleFunction<Point> value) {
            this.key = key;
            this.title = title;
            this.format = format;
            this.value = value;
        }
    }

    private Report() {}

    static String text(Findings findings, Map<String, String> absent) {
        StringBuilder out = new StringBuilder();
        line(out, "%-12s %7s %22s %7s %8s %8s %7s  %s", "row", "clients", "completed/s", "Jain", "p50 ms", "p99 ms", "errors", "small pages afterwards");
        for (Row row : findings.rows()) {
            for (int load : findings.clients()) {
                Interval goodput = findings.median(row.name(), load, Point::goodput);
                if (goodput.exists()) {
                    line(out, "%-12s %7d %22s %7s %8s %8s %7s  %s", row.name(), load,
                            String.format(Locale.ROOT, "%.0f [%.0f, %.0f]", goodput.median(), goodput.low(), goodput.high()),
                            figure(findings, row.name(), load, Figure.JAIN), figure(findings, row.name(), load, Figure.P50),
                            figure(findings, row.name(), load, Figure.P99), figure(findings, row.name(), load, Figure.ERRORS), recovery(findings, row.name(), load));
                }
            }
        }
        for (Findings.Verdict v : findings.verdicts()) {
            line(out, "%5d clients  %-36s %.3f, at least %.2f: %s%s", v.clients(), v.what(), v.figure(), v.limit(),
                    v.holds() ? "holds" : "does not hold", v.against().isEmpty() ? "" : " (" + v.against() + ")");
        }
        absent.forEach((row, why) -> line(out, "%-12s absent: %s", row, why));
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static String figure(Findings findings, String row, int load, Figure f) {
        Interval i = findings.median(row, load, f.value);
        return i.exists() ? String.format(Locale.ROOT, f.format, i.median()) : "–";
    }

    /** Of all rounds, the worst. */
    private static String recovery(Findings findings, String row, int load) {
        List<Point> points = findings.points(row, load);
        if (points.stream().anyMatch(p -> p.recoveryMillis() == Point.NEVER)) {
            return "no";
        }
        return "after " + points.stream().mapToLong(Point::recoveryMillis).max().orElse(0) + " ms";
    }

    static ObjectNode json(Findings findings, Map<String, String> absent, Map<String, String> environment) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode facts = root.putObject("environment");
        environment.forEach(facts::put);
        ObjectNode missing = root.putObject("absent");
        absent.forEach(missing::put);
        ArrayNode points = root.putArray("points");
        for (Point p : findings.points()) {
            ObjectNode node = points.addObject().put("row", p.row()).put("clients", p.clients()).put("round", p.round())
                    .put("failure", p.failure()).put("recoveryMillis", p.recoveryMillis());
            for (Figure f : Figure.values()) {
                double value = f.value.applyAsDouble(p);
                if (Double.isFinite(value)) {
                    node.put(f.key, value);
                }
            }
        }
        ArrayNode verdicts = root.putArray("verdicts");
        for (Findings.Verdict v : findings.verdicts()) {
            verdicts.addObject().put("clients", v.clients()).put("what", v.what()).put("figure", v.figure())
                    .put("limit", v.limit()).put("against", v.against()).put("holds", v.holds());
        }
        return root;
    }

    static String html(Findings findings, Map<String, String> absent, Map<String, String> environment) {
        return Html.page(Report.class, "memory-admission.html")
                .replace("@@PROBLEMS@@", problems(findings, absent))
                .replace("@@BARS@@", bars(findings))
                .replace("@@RESULTS@@", results(findings))
                .replace("@@ENVIRONMENT@@", environment(findings, environment))
                .replace("@@DATA@@", data(findings))
                .replace("@@SCRIPT@@", Html.resource(Report.class, "memory-admission.js"));
    }

    private static String problems(Findings findings, Map<String, String> absent) {
        StringBuilder out = new StringBuilder("<ul class=\"verdict\">");
        for (Point p : findings.points()) {
            if (!p.failure().isEmpty()) {
                out.append("<li class=\"failed\">").append(Html.escape(
                        p.row() + " at " + p.clients() + " clients failed in round " + (p.round() + 1) + ": " + p.failure())).append("</li>");
            }
        }
        absent.forEach((row, why) -> out.append("<li>").append(Html.escape(row)).append(" is <b>absent</b>: ").append(Html.escape(why)).append("</li>"));
        return out.append("</ul>").toString();
    }

    private static String bars(Findings findings) {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>clients<th>bar<th>figure<th>at least<th>against<th>verdict</tr></thead><tbody>");
        for (Findings.Verdict v : findings.verdicts()) {
            Html.row(out, v.holds() ? "" : "failed", Integer.toString(v.clients()), v.what(), String.format(Locale.ROOT, "%.3f", v.figure()),
                    String.format(Locale.ROOT, "%.2f", v.limit()), v.against(), v.holds() ? "holds" : "does not hold");
        }
        return out.append("</tbody></table>").toString();
    }

    private static String results(Findings findings) {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>row<th>clients");
        for (Figure f : Figure.values()) {
            out.append("<th>").append(Html.escape(f.title));
        }
        out.append("<th>small pages afterwards</tr></thead><tbody>");
        for (Row row : findings.rows()) {
            for (int load : findings.clients()) {
                if (!findings.points(row.name(), load).isEmpty()) {
                    List<String> cells = new ArrayList<>(List.of(row.name(), Integer.toString(load)));
                    for (Figure f : Figure.values()) {
                        cells.add(figure(findings, row.name(), load, f));
                    }
                    String recovery = recovery(findings, row.name(), load);
                    cells.add(recovery);
                    Html.row(out, recovery.equals("no") ? "failed" : "", cells.toArray(String[]::new));
                }
            }
        }
        return out.append("</tbody></table>").toString();
    }

    private static String environment(Findings findings, Map<String, String> environment) {
        StringBuilder out = new StringBuilder("<table class=\"pairs\"><tbody>");
        environment.forEach((name, value) -> Html.row(out, "", name, value));
        findings.rows().forEach(r -> Html.row(out, "", "row " + r.name(), r.title()));
        return out.append("</tbody></table>").toString();
    }

    /** Of the rows tuned by hand the charts show the best at each load, and that only: few sizes are good anywhere. */
    private static String data(Findings findings) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode clients = root.putArray("clients");
        findings.clients().forEach(clients::add);
        ArrayNode series = root.putArray("series");
        for (Row row : findings.rows()) {
            if (!Rows.isTuned(row.name())) {
                series(findings, series, row.name(), load -> row.name());
            }
        }
        if (findings.clients().stream().anyMatch(load -> findings.best(load) != null)) {
            series(findings, series, "best tuned by hand", findings::best);
        }
        try {
            return MAPPER.writeValueAsString(root).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings always have a JSON form", e);
        }
    }

    /** Which row a series shows at a load. */
    private interface RowAt {
        @Nullable String row(int load);
    }

    private static void series(Findings findings, ArrayNode into, String name, RowAt rowAt) {
        ObjectNode node = into.addObject().put("name", name);
        for (Figure f : List.of(Figure.GOODPUT, Figure.JAIN, Figure.P99)) {
            ArrayNode values = node.putArray(f.key);
            for (int load : findings.clients()) {
                String row = rowAt.row(load);
                Interval i = row == null ? Interval.NONE : findings.median(row, load, f.value);
                if (i.exists()) {
                    values.add(i.median());
                } else {
                    values.addNull();
                }
            }
        }
    }
}
