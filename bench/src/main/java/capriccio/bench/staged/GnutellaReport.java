package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.report.Html;
import capriccio.bench.scarce.Overload;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The findings as text, as data and as a page. */
final class GnutellaReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String UNIT = "packets/s";
    private static final List<Metric> CHARTED = List.of(Metric.PING_MEAN, Metric.QUERY_MEAN, Metric.ADDED);

    private final GnutellaFindings findings;
    private final Map<String, String> environment;

    GnutellaReport(GnutellaFindings findings, Map<String, String> environment) {
        this.findings = findings;
        this.environment = environment;
    }

    String text() {
        StringBuilder out = new StringBuilder();
        table().forEach(cells -> {
            out.append(String.format(Locale.ROOT, "%-12s %10s", cells.get(0), cells.get(1)));
            cells.subList(2, cells.size()).forEach(cell -> out.append(String.format(Locale.ROOT, " %17s", cell)));
            out.append('\n');
        });
        for (GnutellaFindings.Bar bar : findings.bars()) {
            out.append(String.format(Locale.ROOT, "%5d %s  %-50s %.1f, %s: %s%n", bar.rate(), UNIT, bar.what(), bar.figure(), bar.bound(), verdict(bar)));
        }
        return out.toString();
    }

    private static String verdict(GnutellaFindings.Bar bar) {
        return bar.holds() ? "holds" : "does not hold";
    }

    /** A line of titles, then one for each row and rate. */
    private List<List<String>> table() {
        List<List<String>> lines = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of("row", UNIT));
        for (Metric metric : Metric.values()) {
            titles.add(metric.title);
        }
        lines.add(titles);
        for (Row row : findings.rows()) {
            for (int rate : findings.rates()) {
                if (findings.has(row.name(), rate)) {
                    List<String> cells = new ArrayList<>(List.of(row.name(), Integer.toString(rate)));
                    for (Metric metric : Metric.values()) {
                        Interval i = findings.interval(row.name(), rate, metric);
                        cells.add(i.exists() ? String.format(Locale.ROOT, metric.format, i.median()) : "–");
                    }
                    lines.add(cells);
                }
            }
        }
        return lines;
    }

    ObjectNode json() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("unit", UNIT);
        ObjectNode facts = root.putObject("environment");
        environment.forEach(facts::put);
        ArrayNode points = root.putArray("points");
        for (Sample s : findings.samples()) {
            ObjectNode node = points.addObject().put("row", s.row()).put("load", s.rate()).put("round", s.round()).put("failure", s.failure());
            for (Metric metric : Metric.values()) {
                double value = metric.value.applyAsDouble(s);
                if (Double.isFinite(value)) {
                    node.put(metric.key, value);
                }
            }
        }
        ArrayNode verdicts = root.putArray("verdicts");
        for (GnutellaFindings.Bar bar : findings.bars()) {
            verdicts.addObject().put("load", bar.rate()).put("what", bar.what()).put("figure", bar.figure()).put("bound", bar.bound())
                    .put("holds", bar.holds());
        }
        return root;
    }

    /** In the frame of the other experiments with rows and loads. */
    String html() {
        return Html.page(Overload.class, Gnutella.NAME, "scarce.html", "scarce.js")
                .replace("@@HEADING@@", "A Gnutella router, with one thread and with as many as it needs")
                .replace("@@INTRODUCTION@@", """
                        Pings and queries, 15 % of them, come in an open loop; a query keeps its thread for 20 ms. Times are from when
                        a packet was due until the router's other neighbour had it. The governor looks every two seconds, and adds a thread
                        when 1,000 packets wait [SEDA01, Fig. 14].""")
                .replace("@@PROBLEMS@@", problems())
                .replace("@@BARS@@", bars())
                .replace("@@RESULTS@@", results())
                .replace("@@ENVIRONMENT@@", environment())
                .replace("@@DATA@@", data());
    }

    private String problems() {
        StringBuilder out = new StringBuilder("<ul class=\"verdict\">");
        for (Sample s : findings.samples()) {
            if (!s.failure().isEmpty()) {
                out.append("<li class=\"failed\">")
                        .append(Html.escape(s.row() + " at " + s.rate() + " " + UNIT + " failed in round " + (s.round() + 1) + ": " + s.failure()))
                        .append("</li>");
            }
        }
        return out.append("</ul>").toString();
    }

    private String bars() {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>" + UNIT + "<th>bar<th>figure<th>limit<th>verdict</tr></thead><tbody>");
        for (GnutellaFindings.Bar bar : findings.bars()) {
            Html.row(out, bar.holds() ? "" : "failed", Integer.toString(bar.rate()), bar.what(), String.format(Locale.ROOT, "%.1f", bar.figure()),
                    bar.bound(), verdict(bar));
        }
        return out.append("</tbody></table>").toString();
    }

    private String results() {
        List<List<String>> lines = table();
        StringBuilder out = new StringBuilder("<table><thead><tr>");
        lines.get(0).forEach(title -> out.append("<th>").append(Html.escape(title)));
        out.append("</tr></thead><tbody>");
        lines.subList(1, lines.size()).forEach(cells -> Html.row(out, "", cells.toArray(String[]::new)));
        return out.append("</tbody></table>").toString();
    }

    private String environment() {
        StringBuilder out = new StringBuilder("<table class=\"pairs\"><tbody>");
        environment.forEach((name, value) -> Html.row(out, "", name, value));
        findings.rows().forEach(row -> Html.row(out, "", "row " + row.name(), row.title()));
        return out.append("</tbody></table>").toString();
    }

    private String data() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("unit", UNIT);
        ArrayNode loads = root.putArray("loads");
        findings.rates().forEach(loads::add);
        ArrayNode figures = root.putArray("figures");
        CHARTED.forEach(m -> figures.addObject().put("key", m.key).put("title", m.title).put("log", m.isLogarithmic));
        ArrayNode series = root.putArray("series");
        for (Row row : findings.rows()) {
            ObjectNode node = series.addObject().put("name", row.name());
            for (Metric metric : CHARTED) {
                ArrayNode values = node.putArray(metric.key);
                for (int rate : findings.rates()) {
                    Interval i = findings.interval(row.name(), rate, metric);
                    values.add(i.exists() ? MAPPER.getNodeFactory().numberNode(i.median()) : MAPPER.nullNode());
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
