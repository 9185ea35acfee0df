package capriccio.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * What one fork measured of one benchmark: CPU time where the fork knows it, else the clock's.
 *
 * @param row the row
 * @param round the round, from 0
 * @param key the benchmark's method and parameters, such as {@code leaf/100}
 * @param unit the unit, such as ns/op
 * @param values one for each iteration
 */
record Score(String row, int round, String key, String unit, List<Double> values) {
    /**
     * The best iteration: what a busy machine adds to a cost is never negative, so the least is the nearest to the truth.
     */
    double best() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    /** The entries of a file of JMH's. */
    static List<Score> parse(String row, int round, JsonNode file) {
        List<Score> scores = new ArrayList<>();
        for (JsonNode entry : file) {
            String benchmark = entry.path("benchmark").asText();
            StringJoiner key = new StringJoiner("/");
            key.add(benchmark.substring(benchmark.lastIndexOf('.') + 1));
            entry.path("params").forEach(value -> key.add(value.asText()));
            JsonNode cpu = entry.path("secondaryMetrics").path("cpu");
            JsonNode metric = cpu.isMissingNode() ? entry.path("primaryMetric") : cpu;
            List<Double> values = new ArrayList<>();
            metric.path("rawData").forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
            scores.add(new Score(row, round, key.toString(), metric.path("scoreUnit").asText(), values));
        }
        return scores;
    }
}
