package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.load.Histograms;
import capriccio.bench.report.Html;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The findings as text, as data and as a page. */
final class Report {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RECOVERY = "small pages afterwards";

    private final Subject subject;
    private final Findings findings;
    private final Map<String, String> absent;
    private final Map<String, String> environment;

    /** {@code absent}: which rows could not run here, and why. */
    Report(Subject subject, Findings findings, Map<String, String> absent, Map<String, String> environment) {
        this.subject = subject;
        this.findings = findings;
        this.absent = absent;
        this.environment = environment;
    }

    /** True if no row failed. */
    boolean isComplete() {
        return findings.points().stream().allMatch(p -> p.failure().isEmpty());
    }

    String text() {
        StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "%-14s %10s", "row", subject.unit()));
        subject.figures().forEach(f -> out.append(String.format(Locale.ROOT, " %17s", f.title)));
        line(out, "  %s", hasRecovery() ? RECOVERY : "");
        for (Row row : findings.rows()) {
            for (int load : findings.loads()) {
                if (findings.has(row.name(), load)) {
                    out.append(String.format(Locale.ROOT, "%-14s %10d", row.name(), load));
                    subject.figures().forEach(f -> out.append(String.format(Locale.ROOT, " %17s", figure(row.name(), load, f))));
                    line(out, "  %s", hasRecovery() ? recovery(row.name(), load) : "");
                }
            }
        }
        for (Verdict v : subject.verdicts(findings)) {
            line(out, "%5d %s  %-36s %.3f%s, %s %.2f: %s%s", v.load(), subject.unit(), v.what(), v.figure(),
                    v.hasInterval() ? " [" + range(v) + "]" : "", v.bound(), v.limit(),
                    v.holds() ? "holds" : "does not hold", v.against().isEmpty() ? "" : " (" + v.against() + ")");
        }
        absent.forEach((row, why) -> line(out, "%-14s absent: %s", row, why));
        return out.toString();
    }

    private static String range(Verdict v) {
        return String.format(Locale.ROOT, "%.3f to %.3f", v.measured().low(), v.measured().high());
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private String figure(String row, int load, Figure f) {
        Interval i = findings.interval(row, load, f);
        return i.exists() ? String.format(Locale.ROOT, f.format, i.median()) : "–";
    }

    private boolean hasRecovery() {
        return findings.points().stream().anyMatch(p -> p.recoveryMillis() != Point.NOT_ASKED);
    }

    /** Of all rounds, the worst. */
    private String recovery(String row, int load) {
        List<Point> points = findings.points(row, load);
        if (points.stream().anyMatch(p -> p.recoveryMillis() == Point.NOT_ASKED)) {
            return "–";
        }
        if (points.stream().anyMatch(p -> p.recoveryMillis() == Point.NEVER)) {
            return "no";
        }
        return "after " + points.stream().mapToLong(Point::recoveryMillis).max().orElse(0) + " ms";
    }

    ObjectNode json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("unit", subject.unit());
        ObjectNode facts = root.putObject("environment");
        environment.forEach(facts::put);
        ObjectNode missing = root.putObject("absent");
        absent.forEach(missing::put);
        Set<Figure> figures = new LinkedHashSet<>(Figure.USUAL);
        figures.addAll(subject.figures());
        ArrayNode points = root.putArray("points");
        for (Point p : findings.points()) {
            ObjectNode node = points.addObject().put("row", p.row()).put("load", p.load()).put("round", p.round())
                    .put("failure", p.failure()).put("recoveryMillis", p.recoveryMillis())
                    .put("clientBound", p.result() != null && p.result().clientBound());
            if (p.result() != null) {
                node.put("firstError", p.result().firstError()).set("errorKinds", MAPPER.valueToTree(p.result().errors()));
            }
            for (Figure f : figures) {
                double value = f.value.applyAsDouble(p);
                if (Double.isFinite(value)) {
                    node.put(f.key, value);
                }
            }
            p.measured().curves().forEach((key, moments) -> curve(node.withObject("/curves").putArray(key), moments));
        }
        ArrayNode verdicts = root.putArray("verdicts");
        for (Verdict v : subject.verdicts(findings)) {
            verdicts.addObject().put("load", v.load()).put("what", v.what()).put("figure", v.figure())
                    .put("low", v.measured().low()).put("high", v.measured().high()).put("bound", v.bound())
                    .put("limit", v.limit()).put("against", v.against()).put("holds", v.holds());
        }
        return root;
    }

    private static void curve(ArrayNode into, List<Measured.Moment> moments) {
        for (Measured.Moment moment : moments) {
            ArrayNode pair = into.addArray().add(moment.seconds());
            if (Double.isFinite(moment.value())) {
                pair.add(moment.value());
            } else {
                pair.addNull();
            }
        }
    }

    String html() {
        return Html.page(Report.class, subject.name(), "scarce.html", "scarce.js")
                .replace("@@HEADING@@", Html.escape(subject.heading()))
                .replace("@@INTRODUCTION@@", subject.introduction())
                .replace("@@PROBLEMS@@", problems())
                .replace("@@BARS@@", bars())
                .replace("@@RESULTS@@", results())
                .replace("@@ENVIRONMENT@@", environment())
                .replace("@@DATA@@", data());
    }

    private String problems() {
        StringBuilder out = new StringBuilder("<ul class=\"verdict\">");
        for (Point p : findings.points()) {
            String what = p.row() + " at " + p.load() + " " + subject.unit();
            if (!p.failure().isEmpty()) {
                out.append("<li class=\"failed\">").append(Html.escape(what + " failed in round " + (p.round() + 1) + ": " + p.failure())).append("</li>");
            } else if (p.result() != null && p.result().clientBound()) {
                out.append("<li class=\"failed\">").append(Html.escape(what + ": the load generator was the limit in round " + (p.round() + 1))).append("</li>");
            }
        }
        absent.forEach((row, why) -> out.append("<li>").append(Html.escape(row)).append(" is <b>absent</b>: ").append(Html.escape(why)).append("</li>"));
        return out.append("</ul>").toString();
    }

    private String bars() {
        if (subject.verdicts(findings).isEmpty()) {
            return "<p>None.</p>";
        }
        StringBuilder out = new StringBuilder("<table><thead><tr><th>").append(Html.escape(subject.unit()))
                .append("<th>bar<th>figure<th>95 %<th>limit<th>against<th>verdict</tr></thead><tbody>");
        for (Verdict v : subject.verdicts(findings)) {
            Html.row(out, v.holds() ? "" : "failed", Integer.toString(v.load()), v.what(), String.format(Locale.ROOT, "%.3f", v.figure()),
                    v.hasInterval() ? range(v) : "–", String.format(Locale.ROOT, "%s %.2f", v.bound(), v.limit()), v.against(), v.holds() ? "holds" : "does not hold");
        }
        return out.append("</tbody></table>").toString();
    }

    private String results() {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>row<th>").append(Html.escape(subject.unit()));
        subject.figures().forEach(f -> out.append("<th>").append(Html.escape(f.title)));
        out.append(hasRecovery() ? "<th>" + RECOVERY : "").append("</tr></thead><tbody>");
        for (Row row : findings.rows()) {
            for (int load : findings.loads()) {
                if (findings.has(row.name(), load)) {
                    List<String> cells = new ArrayList<>(List.of(row.name(), Integer.toString(load)));
                    subject.figures().forEach(f -> cells.add(figure(row.name(), load, f)));
                    String recovery = recovery(row.name(), load);
                    if (hasRecovery()) {
                        cells.add(recovery);
                    }
                    Html.row(out, recovery.equals("no") ? "failed" : "", cells.toArray(String[]::new));
                }
            }
        }
        return out.append("</tbody></table>").toString();
    }

    private String environment() {
        StringBuilder out = new StringBuilder("<table class=\"pairs\"><tbody>");
        environment.forEach((name, value) -> Html.row(out, "", name, value));
        findings.rows().forEach(r -> Html.row(out, "", "row " + r.name(), r.title()));
        return out.append("</tbody></table>").toString();
    }

    /** Of the rows tuned by hand the charts show the best at each load, and that only: few sizes are good anywhere. */
    private String data() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("unit", subject.unit());
        ArrayNode loads = root.putArray("loads");
        findings.loads().forEach(loads::add);
        ArrayNode figures = root.putArray("figures");
        for (Figure f : subject.charted()) {
            figures.addObject().put("key", f.key).put("title", f.title).put("log", f.isLogarithmic);
        }
        ArrayNode series = root.putArray("series");
        for (Row row : findings.rows()) {
            if (!Rows.isTuned(row.name())) {
                series(series, row.name(), load -> row.name());
            }
        }
        if (findings.loads().stream().anyMatch(load -> best(load) != null)) {
            series(series, "best tuned by hand", this::best);
        }
        curves(root.putArray("curves"));
        distributions(root.putArray("distributions"));
        try {
            return MAPPER.writeValueAsString(root).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings always have a JSON form", e);
        }
    }

    /** Of the first round that has it. */
    private void curves(ArrayNode into) {
        for (int load : findings.loads()) {
            for (Curve c : subject.curves()) {
                ObjectNode chart = into.addObject().put("log", c.isLogarithmic())
                        .put("title", findings.loads().size() == 1 ? c.title() : c.title() + ", " + load + " " + subject.unit());
                ArrayNode series = chart.putArray("series");
                for (Row row : findings.rows()) {
                    findings.points(row.name(), load).stream()
                            .map(p -> p.measured().curves().get(c.key()))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .ifPresent(moments -> curve(series.addObject().put("name", row.name()).putArray("data"), moments));
                }
            }
        }
    }

    private void distributions(ArrayNode into) {
        for (int load : subject.showsDistribution() ? findings.loads() : List.<Integer>of()) {
            ArrayNode series = into.addObject().put("title", "Response time, " + load + " " + subject.unit()).putArray("series");
            for (Row row : findings.rows()) {
                ArrayNode data = series.addObject().put("name", row.name()).putArray("data");
                Histograms.curve(responses(row.name(), load)).forEach(pair -> data.addArray().add(pair[0]).add(pair[1]));
            }
        }
    }

    /** Of all rounds together. */
    private Histogram responses(String row, int load) {
        Histogram all = new Histogram(3);
        findings.points(row, load).stream()
                .map(Point::result)
                .filter(Objects::nonNull)
                .forEach(result -> all.add(Histograms.decode(result.responseHistogram())));
        return all;
    }

    private @Nullable String best(int load) {
        return subject.charted().isEmpty() ? null : findings.best(load, subject.charted().get(0), Rows::isTuned);
    }

    /** Which row a series shows at a load. */
    private interface RowAt {
        @Nullable String row(int load);
    }

    private void series(ArrayNode into, String name, RowAt rowAt) {
        ObjectNode node = into.addObject().put("name", name);
        for (Figure f : subject.charted()) {
            ArrayNode values = node.putArray(f.key);
            for (int load : findings.loads()) {
                String row = rowAt.row(load);
                Interval i = row == null ? Interval.NONE : findings.interval(row, load, f);
                if (i.exists()) {
                    values.add(i.median());
                } else {
                    values.addNull();
                }
            }
        }
    }
}
