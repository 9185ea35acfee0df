package capriccio.bench.staged;

import java.util.function.ToDoubleFunction;

/** A figure that tables and charts show. */
enum Metric {
    PING_MEAN("pingMean", "ping mean, ms", "%.1f", true, s -> of(s, Sample.Times::pingMean)),
    PING_P99("pingP99", "ping p99, ms", "%.1f", true, s -> of(s, Sample.Times::pingP99)),
    QUERY_MEAN("queryMean", "query mean, ms", "%.1f", true, s -> of(s, Sample.Times::queryMean)),
    QUERY_P99("queryP99", "query p99, ms", "%.1f", true, s -> of(s, Sample.Times::queryP99)),
    ADDED("added", "threads added", "%.0f", false, Sample::added),
    LOST("lost", "lost", "%.0f", false, s -> of(s, t -> t.lost())),
    LATE("late", "load late p99, ms", "%.1f", false, s -> of(s, Sample.Times::late));

    final String key;
    final String title;
    final String format;
    final boolean isLogarithmic;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    final ToDoubleFunction<Sample> value;

    Metric(String key, String title, String format, boolean isLogarithmic, ToDoubleFunction<Sample> value) {
        this.key = key;
        this.title = title;
        this.format = format;
        this.isLogarithmic = isLogarithmic;
        this.value = value;
    }

    private static double of(Sample sample, ToDoubleFunction<Sample.Times> value) {
        return sample.times() == null ? Double.NaN : value.applyAsDouble(sample.times());
    }
}
