package capriccio.bench.report;

import capriccio.bench.stats.Interval;
import java.util.Locale;

/** The table for the terminal. */
public final class TextTable {
    private TextTable() {}

    /** The table of {@code summary}, with a newline at its end. */
    public static String of(Summary summary) {
        StringBuilder out = new StringBuilder();
        line(out, "%-14s %6s %11s %9s %9s %9s %6s %8s %8s %7s  %s", "row", "conns", "requests/s", "p50 ms", "p99 ms", "max ms", "Jain", "CPU us/r", "RSS MB", "threads", "status");
        for (Summary.Cell cell : summary.cells()) {
            line(out, "%-14s %6d %11s %9s %9s %9s %6s %8s %8s %7s  %s",
                    cell.row(), cell.connections(),
                    number("%,.0f", cell, Summary.THROUGHPUT, 1),
                    number("%.2f", cell, "p50", 1e-3),
                    number("%.2f", cell, "p99", 1e-3),
                    number("%.1f", cell, "max", 1e-3),
                    number("%.3f", cell, "jain", 1),
                    number("%.1f", cell, Summary.CPU, 1),
                    number("%.0f", cell, "serverResident", 1),
                    number("%.0f", cell, "serverThreads", 1),
                    cell.status().word());
        }
        for (Summary.Ratio ratio : summary.ratios()) {
            line(out, "%-14s / %-14s %6d  throughput %s  CPU per request %s  %s",
                    ratio.row(), ratio.baseline(), ratio.connections(), interval(ratio.throughput()), interval(ratio.cpu()), ratio.note());
        }
        summary.measurements().absent().forEach((row, why) -> line(out, "%-14s absent: %s", row, why));
        for (Summary.Cell cell : summary.cells()) {
            if (!cell.reason().isEmpty()) {
                line(out, "%-14s %6d failed: %s", cell.row(), cell.connections(), cell.reason());
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static String number(String format, Summary.Cell cell, String metric, double factor) {
        Interval interval = cell.metric(metric);
        return interval.exists() ? String.format(Locale.ROOT, format, interval.median() * factor) : "-";
    }

    static String interval(Interval interval) {
        return interval.exists()
                ? String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", interval.median(), interval.low(), interval.high())
                : "-";
    }
}
