package capriccio.bench.staged;

import capriccio.bench.compare.Row;
import capriccio.bench.stats.Bootstrap;
import capriccio.bench.stats.Interval;
import java.util.ArrayList;
import java.util.List;

/** Medians over rounds, and what they are held against. */
record GnutellaFindings(List<Row> rows, List<Integer> rates, List<Sample> samples) {
    /** Of the governor's mean times, at loads that one thread cannot carry. */
    private static final double LEAST_GAIN = 10;

    /** One bar at one rate. */
    record Bar(int rate, String what, double figure, String bound, boolean holds) {}

    boolean has(String row, int rate) {
        return samples.stream().anyMatch(s -> s.row().equals(row) && s.rate() == rate);
    }

    Interval interval(String row, int rate, Metric metric) {
        return Bootstrap.median(samples.stream()
                .filter(s -> s.row().equals(row) && s.rate() == rate)
                .mapToDouble(metric.value)
                .filter(Double::isFinite)
                .toArray());
    }

    /** Little's law: how many threads a rate keeps busy with queries. */
    static double busyThreads(int rate) {
        return rate * PacketLoad.QUERIES * Gnutella.QUERY_MILLIS / 1_000;
    }

    List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        for (int rate : rates) {
            if (interval(Gnutella.GOVERNOR, rate, Metric.QUERY_MEAN).exists()) {
                double added = interval(Gnutella.GOVERNOR, rate, Metric.ADDED).median();
                double predicted = Math.max(0, Math.ceil(busyThreads(rate) - 1e-9) - 1);
                bars.add(new Bar(rate, "threads added, predicted by n = λpL", added, String.format(java.util.Locale.ROOT, "exactly %.0f", predicted),
                        added == predicted));
            }
            Interval one = interval(Gnutella.ONE_THREAD, rate, Metric.QUERY_MEAN);
            Interval governed = interval(Gnutella.GOVERNOR, rate, Metric.QUERY_MEAN);
            if (busyThreads(rate) > 1 && one.exists() && governed.exists()) {
                double gain = one.median() / governed.median();
                bars.add(new Bar(rate, "query mean of one thread over that of the governor", gain, "at least 10", gain >= LEAST_GAIN));
            }
        }
        return bars;
    }

    boolean isComplete() {
        return samples.stream().allMatch(s -> s.failure().isEmpty());
    }
}
