package capriccio.bench.report;

import capriccio.bench.load.Histograms;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One page that needs nothing from elsewhere: tables as plain HTML, charts by the inlined ECharts. */
public final class HtmlReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HtmlReport() {}

    /** The page for {@code summary}. */
    public static String of(Summary summary) {
        Measurements measurements = summary.measurements();
        return Html.page(HtmlReport.class, "comparison of servers", "comparison.html", "report.js")
                .replace("@@VERDICT@@", verdict(summary))
                .replace("@@RATIOS@@", ratios(summary))
                .replace("@@RESULTS@@", results(summary))
                .replace("@@ENVIRONMENT@@", pairs(measurements.environment()))
                .replace("@@DATA@@", data(summary));
    }

    private static String verdict(Summary summary) {
        StringBuilder out = new StringBuilder("<ul class=\"verdict\">");
        long failed = summary.cells().stream().filter(c -> c.status() == Summary.Status.FAILED).count();
        long bound = summary.cells().stream().filter(c -> c.status() == Summary.Status.CLIENT_BOUND).count();
        out.append(failed == 0 ? "<li>Every row finished with every byte right and no error.</li>" : "");
        for (Summary.Cell cell : summary.cells()) {
            if (cell.status() == Summary.Status.FAILED) {
                out.append("<li class=\"failed\">").append(Html.escape(cell.row())).append(" at ")
                        .append(cell.connections()).append(" connections <b>failed</b>: ")
                        .append(Html.escape(cell.reason())).append("</li>");
            }
        }
        if (bound > 0) {
            out.append("<li class=\"bound\">").append(bound).append(
                    " results are <b>client-bound</b>: the load generator was busy more than 90 % of the time, so their"
                            + " throughput is a lower bound and their ratios of throughput are not to be quoted.</li>");
        }
        summary.measurements().absent().forEach((row, why) -> out.append("<li>").append(Html.escape(row))
                .append(" is <b>absent</b>: ").append(Html.escape(why)).append("</li>"));
        return out.append("</ul>").toString();
    }

    private static String ratios(Summary summary) {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>row<th>over<th>connections<th>throughput"
                + "<th>server CPU per request<th>note</tr></thead><tbody>");
        for (Summary.Ratio ratio : summary.ratios()) {
            cells(out, ratio.row(), ratio.baseline(), Integer.toString(ratio.connections()),
                    TextTable.interval(ratio.throughput()), TextTable.interval(ratio.cpu()), ratio.note());
        }
        return out.append("</tbody></table>").toString();
    }

    private static String results(Summary summary) {
        StringBuilder out = new StringBuilder("<table><thead><tr><th>row<th>connections<th>requests/s<th>p50 ms"
                + "<th>p90 ms<th>p99 ms<th>p99.9 ms<th>max ms<th>connect p50 / p99 ms<th>first response p99 ms<th>Jain"
                + "<th>CPU µs/request<th>RSS MB<th>threads<th>client busy<th>status</tr></thead><tbody>");
        for (Summary.Cell cell : summary.cells()) {
            cells(out, cell.row(), Integer.toString(cell.connections()), number(cell, Summary.THROUGHPUT, 1, 0),
                    number(cell, "p50", 1e-3, 2), number(cell, "p90", 1e-3, 2), number(cell, "p99", 1e-3, 2),
                    number(cell, "p99.9", 1e-3, 1), number(cell, "max", 1e-3, 1),
                    number(cell, "connectP50", 1e-3, 2) + " / " + number(cell, "connectP99", 1e-3, 2),
                    number(cell, "firstResponseP99", 1e-3, 1), number(cell, "jain", 1, 3),
                    number(cell, Summary.CPU, 1, 1), number(cell, "serverResident", 1, 0),
                    number(cell, "serverThreads", 1, 0), number(cell, "clientBusy", 100, 0) + " %",
                    cell.status().word());
        }
        return out.append("</tbody></table>").toString();
    }

    private static String pairs(Map<String, String> pairs) {
        StringBuilder out = new StringBuilder("<table class=\"pairs\"><tbody>");
        pairs.forEach((name, value) -> cells(out, name, value));
        return out.append("</tbody></table>").toString();
    }

    private static void cells(StringBuilder out, String... values) {
        String last = values[values.length - 1];
        String mark = last.equals("failed") ? "failed" : last.startsWith("client-bound") ? "bound" : "";
        Html.row(out, mark, values);
    }

    private static String number(Summary.Cell cell, String metric, double factor, int digits) {
        Interval interval = cell.metric(metric);
        return interval.exists() ? String.format(Locale.ROOT, "%,." + digits + "f", interval.median() * factor) : "–";
    }

    private static String data(Summary summary) {
        List<Map<String, Object>> cells = new ArrayList<>();
        for (Summary.Cell cell : summary.cells()) {
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("row", cell.row());
            node.put("connections", cell.connections());
            node.put("status", cell.status().word());
            Map<String, double[]> metrics = new LinkedHashMap<>();
            Summary.METRICS.keySet().forEach(name -> {
                Interval i = cell.metric(name);
                if (i.exists()) {
                    metrics.put(name, new double[] {i.median(), i.low(), i.high()});
                }
            });
            node.put("metrics", metrics);
            node.put("curve", Histograms.curve(cell.response()));
            cells.add(node);
        }
        Map<String, Object> data = Map.of(
                "rows", summary.measurements().rows(), "connections", summary.measurements().connections(), "cells", cells);
        try {
            return MAPPER.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings always have a JSON form", e);
        }
    }
}
