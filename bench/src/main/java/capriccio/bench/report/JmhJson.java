package capriccio.bench.report;

import capriccio.bench.load.ErrorKind;
import capriccio.bench.load.LoadResult;
import capriccio.bench.stats.Interval;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Results in the shape of JMH's JSON: one entry per row and connection count. Beyond JMH, an entry has {@code status}
 * (ok, client-bound, failed) and {@code reason}. A score that does not exist is the string NaN, as in JMH.
 */
public final class JmhJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JmhJson() {}

    /** The entries of {@code summary}. */
    public static ArrayNode of(Summary summary) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Summary.Cell cell : summary.cells()) {
            array.add(entry(summary, cell));
        }
        return array;
    }

    private static ObjectNode entry(Summary summary, Summary.Cell cell) {
        Measurements measurements = summary.measurements();
        Map<String, String> environment = measurements.environment();
        ObjectNode entry = MAPPER.createObjectNode();
        entry.put("benchmark", "capriccio.bench.compare");
        entry.put("mode", "thrpt");
        entry.put("threads", 1);
        entry.put("forks", measurements.rounds());
        entry.put("jvm", environment.getOrDefault("java", ""));
        entry.putArray("jvmArgs").add(environment.getOrDefault("server flags", ""));
        entry.put("jdkVersion", environment.getOrDefault("java version", ""));
        entry.put("vmVersion", environment.getOrDefault("vm version", ""));
        entry.put("warmupIterations", 1);
        entry.put("measurementIterations", 1);
        entry.put("status", cell.status().word());
        entry.put("reason", cell.reason());
        ObjectNode params = entry.putObject("params");
        params.put("row", cell.row());
        params.put("connections", Integer.toString(cell.connections()));
        Summary.METRICS.forEach((name, metric) -> {
            ObjectNode node = metric(cell.metric(name), cell.values().getOrDefault(name, new double[0]), metric.unit());
            if (name.equals(Summary.THROUGHPUT)) {
                entry.set("primaryMetric", node);
            } else {
                entry.withObject("/secondaryMetrics").set(name, node);
            }
        });
        addCounts(entry.withObject("/secondaryMetrics"), summary.slices(cell.row(), cell.connections()), cell);
        return entry;
    }

    private static void addCounts(ObjectNode metrics, List<Slice> slices, Summary.Cell cell) {
        metrics.set("errors", count(slices, LoadResult::errorCount));
        metrics.set("wrongBytes", count(slices, LoadResult::wrongCount));
        for (ErrorKind kind : ErrorKind.values()) {
            ObjectNode node = count(slices, r -> r.errors().getOrDefault(kind, 0L));
            if (node.get("score").asDouble() > 0) {
                metrics.set("errors." + kind, node);
            }
        }
        double bound = cell.status() == Summary.Status.CLIENT_BOUND ? 1 : 0;
        metrics.set("clientBound", metric(new Interval(bound, bound, bound), new double[] {bound}, "boolean"));
    }

    /** A sum over all rounds, failed ones included. */
    private static ObjectNode count(List<Slice> slices, ToLongFunction<LoadResult> value) {
        double[] counts = slices.stream()
                .mapToDouble(s -> s.result() == null ? 0 : value.applyAsLong(s.result()))
                .toArray();
        double sum = java.util.Arrays.stream(counts).sum();
        return metric(new Interval(sum, sum, sum), counts, "#");
    }

    private static ObjectNode metric(Interval interval, double[] raw, String unit) {
        ObjectNode node = MAPPER.createObjectNode();
        put(node, "score", interval.median());
        put(node, "scoreError", (interval.high() - interval.low()) / 2);
        add(add(node.putArray("scoreConfidence"), interval.low()), interval.high());
        ObjectNode percentiles = node.putObject("scorePercentiles");
        double[] sorted = raw.clone();
        java.util.Arrays.sort(sorted);
        for (double p : new double[] {0, 50, 100}) {
            double value = sorted.length == 0 ? Double.NaN : capriccio.bench.stats.Bootstrap.ofSorted(sorted, p / 100);
            put(percentiles, Double.toString(p), value);
        }
        node.put("scoreUnit", unit);
        ArrayNode data = node.putArray("rawData");
        for (double value : raw) {
            add(data.addArray(), value);
        }
        return node;
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, "NaN");
        }
    }

    private static ArrayNode add(ArrayNode array, double value) {
        return Double.isFinite(value) ? array.add(value) : array.add("NaN");
    }
}
