package capriccio.bench.report;

import capriccio.bench.load.Histograms;
import capriccio.bench.load.LoadResult;
import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Medians over rounds, and ratios between rows of the same round. Failed slices take part in nothing. */
public final class Summary {
    /** Name of the metric that is the score. */
    public static final String THROUGHPUT = "throughput";

    /** Name of the metric that ratios of cost are made of. */
    public static final String CPU = "serverCpuPerRequest";

    /** A metric: its unit, and how to read it. */
    record Metric(String unit, ToDoubleFunction<LoadResult> value) {}

    /** All metrics by name. */
    static final Map<String, Metric> METRICS = metrics();

    /** The state of a cell, in the word that reports use. */
    public enum Status {
        /** Sound. */
        OK("ok"),
        /** The load generator was the limit: throughput is a lower bound. */
        CLIENT_BOUND("client-bound"),
        /** At least one round failed. */
        FAILED("failed");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** The word. */
        public String word() {
            return word;
        }
    }

    /** One row at one connection count, with the values of its sound rounds. */
    public record Cell(
            String row,
            int connections,
            Status status,
            String reason,
            Map<String, double[]> values,
            Map<String, Interval> metrics,
            Histogram response) {
        /** A metric's median and interval; {@link Interval#NONE} if no round was sound. */
        public Interval metric(String name) {
            return metrics.getOrDefault(name, Interval.NONE);
        }
    }

    /** A row over a baseline at one connection count. */
    public record Ratio(String row, String baseline, int connections, Interval throughput, Interval cpu, String note) {}

    private final Measurements measurements;
    private final List<Cell> cells = new ArrayList<>();

    /** Summarises {@code measurements}. */
    public Summary(Measurements measurements) {
        this.measurements = measurements;
        for (String row : measurements.rows().keySet()) {
            for (int connections : measurements.connections()) {
                cells.add(cell(row, connections));
            }
        }
    }

    private static Map<String, Metric> metrics() {
        Map<String, Metric> all = new LinkedHashMap<>();
        all.put(THROUGHPUT, new Metric("ops/s", LoadResult::throughput));
        all.put("p50", new Metric("us", r -> r.response().p50()));
        all.put("p90", new Metric("us", r -> r.response().p90()));
        all.put("p99", new Metric("us", r -> r.response().p99()));
        all.put("p99.9", new Metric("us", r -> r.response().p999()));
        all.put("max", new Metric("us", r -> r.response().max()));
        all.put("connectP50", new Metric("us", r -> r.connect().p50()));
        all.put("connectP99", new Metric("us", r -> r.connect().p99()));
        all.put("firstResponseP50", new Metric("us", r -> r.firstResponse().p50()));
        all.put("firstResponseP99", new Metric("us", r -> r.firstResponse().p99()));
        all.put("jain", new Metric("index", LoadResult::jain));
        all.put(CPU, new Metric("us/op", LoadResult::serverCpuMicrosPerRequest));
        all.put("serverResident", new Metric("MB", r -> r.serverResidentBytes() / 1e6));
        all.put("serverThreads", new Metric("threads", LoadResult::serverThreads));
        all.put("clientBusy", new Metric("share", LoadResult::clientBusy));
        return all;
    }

    /** What was measured. */
    public Measurements measurements() {
        return measurements;
    }

    /** All cells, row by row. */
    public List<Cell> cells() {
        return List.copyOf(cells);
    }

    /** The slices of one cell, failed ones included. */
    List<Slice> slices(String row, int connections) {
        return measurements.slices().stream()
                .filter(s -> s.row().equals(row) && s.connections() == connections)
                .toList();
    }

    private Cell cell(String row, int connections) {
        List<Slice> slices = slices(row, connections);
        List<LoadResult> sound = slices.stream()
                .filter(Slice::isSound)
                .map(Slice::result)
                .filter(Objects::nonNull)
                .toList();
        String reason = slices.stream()
                .map(Slice::failure)
                .filter(f -> !f.isEmpty())
                .findFirst()
                .orElse(slices.isEmpty() ? "never ran" : "");
        Histogram response = new Histogram(3);
        sound.forEach(r -> response.add(Histograms.decode(r.responseHistogram())));
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, Interval> intervals = new LinkedHashMap<>();
        METRICS.forEach((name, metric) -> {
            double[] all = sound.stream().mapToDouble(metric.value()).toArray();
            values.put(name, all);
            intervals.put(name, Bootstrap.median(all));
        });
        boolean bound = sound.stream().anyMatch(LoadResult::clientBound);
        Status status = !reason.isEmpty() ? Status.FAILED : bound ? Status.CLIENT_BOUND : Status.OK;
        return new Cell(row, connections, status, reason, values, intervals, response);
    }

    /**
     * Every row over the platform and the virtual threads of its own server, and what has none over Knot's.
     */
    public List<Ratio> ratios() {
        List<String> baselines = measurements.rows().keySet().stream()
                .filter(row -> row.endsWith("-platform") || row.endsWith("-virtual"))
                .toList();
        List<String> families = baselines.stream().map(Summary::family).toList();
        List<Ratio> all = new ArrayList<>();
        for (String baseline : baselines) {
            String family = family(baseline);
            for (Ratio ratio : ratios(baseline)) {
                String other = family(ratio.row());
                if (other.equals(family) || (family.equals("knot") && !families.contains(other))) {
                    all.add(ratio);
                }
            }
        }
        return all;
    }

    private static String family(String row) {
        int end = row.lastIndexOf('-');
        return end < 0 ? row : row.substring(0, end);
    }

    /** Every row over {@code baseline}, each ratio from the two slices of one round; empty without that row. */
    public List<Ratio> ratios(String baseline) {
        List<Ratio> ratios = new ArrayList<>();
        if (!measurements.rows().containsKey(baseline)) {
            return ratios;
        }
        for (Cell cell : cells) {
            if (!cell.row().equals(baseline)) {
                ratios.add(ratio(cell, baseline));
            }
        }
        return ratios;
    }

    private Ratio ratio(Cell cell, String baseline) {
        List<Double> throughput = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        boolean bound = false;
        for (Slice slice : slices(cell.row(), cell.connections())) {
            for (Slice base : slices(baseline, cell.connections())) {
                LoadResult mine = slice.result();
                LoadResult theirs = base.result();
                if (slice.round() != base.round() || !slice.isSound() || !base.isSound() || mine == null || theirs == null) {
                    continue;
                }
                bound |= mine.clientBound() || theirs.clientBound();
                throughput.add(mine.throughput() / theirs.throughput());
                if (mine.serverCpuMicrosPerRequest() > 0 && theirs.serverCpuMicrosPerRequest() > 0) {
                    cpu.add(mine.serverCpuMicrosPerRequest() / theirs.serverCpuMicrosPerRequest());
                }
            }
        }
        String note = throughput.isEmpty() ? "failed" : bound ? "client-bound: not to be quoted" : "";
        return new Ratio(
                cell.row(), baseline, cell.connections(), Bootstrap.median(array(throughput)), Bootstrap.median(array(cpu)), note);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
