package capriccio.bench.scarce;

import capriccio.bench.load.LoadResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A figure that tables and charts show. Immutable. */
public final class Figure {
    /** Responses a second. */
    public static final Figure GOODPUT = new Figure("goodput", "completed/s", "%.0f", false, Point::goodput);
    /** The same of light pages. */
    public static final Figure LIGHT_GOODPUT = ofResult("lightGoodput", "light completed/s", "%.0f", false, LoadResult::lightThroughput);
    /** Jain's index over the clients. */
    public static final Figure JAIN = new Figure("jain", "Jain's index", "%.3f", false, Point::jain);
    /** The median time of response. */
    public static final Figure P50 = ofResult("p50", "p50, ms", "%.1f", true, r -> r.response().p50() / 1e3);
    /** The 90th percentile. */
    public static final Figure P90 = ofResult("p90", "p90, ms", "%.1f", true, r -> r.response().p90() / 1e3);
    /** The 99th percentile. */
    public static final Figure P99 = ofResult("p99", "p99, ms", "%.1f", true, r -> r.response().p99() / 1e3);
    /** The longest. */
    public static final Figure MAX = ofResult("max", "max, ms", "%.1f", true, r -> r.response().max() / 1e3);

    static final Figure LIGHT_P50 = ofResult("lightP50", "light p50, ms", "%.1f", true, r -> r.light().p50() / 1e3);
    static final Figure LIGHT_P99 = ofResult("lightP99", "light p99, ms", "%.1f", true, r -> r.light().p99() / 1e3);
    static final Figure CPU = new Figure("cpu", "CPU/request, µs", "%.2f", false, Point::cpuMicros);

    /** Refusals a second. */
    public static final Figure REFUSED = ofResult("refused", "refused/s", "%.0f", false, r -> r.refused() / r.measuredSeconds());
    /** Of the answers, those that refuse. */
    public static final Figure REFUSED_SHARE =
            ofResult("refusedShare", "refused, share", "%.3f", false, r -> (double) r.refused() / (r.refused() + r.requests()));
    /** Failures that clients saw. */
    public static final Figure ERRORS = new Figure("errors", "errors", "%.0f", false, Point::errors);
    /** Of the server, as the kernel counts them. */
    public static final Figure THREADS = ofResult("threads", "threads", "%.0f", false, r -> r.serverThreads());

    /** Those that every load generator sees; not refusals, which only some servers know. */
    static final List<Figure> USUAL = List.of(GOODPUT, LIGHT_GOODPUT, JAIN, P50, P99, LIGHT_P50, LIGHT_P99, CPU, ERRORS, THREADS);

    final String key;
    final String title;
    final String format;
    /** Best seen on a logarithmic scale. */
    final boolean isLogarithmic;

    final ToDoubleFunction<Point> value;

    private Figure(String key, String title, String format, boolean isLogarithmic, ToDoubleFunction<Point> value) {
        this.key = key;
        this.title = title;
        this.format = format;
        this.isLogarithmic = isLogarithmic;
        this.value = value;
    }

    private static Figure ofResult(String key, String title, String format, boolean isLogarithmic, ToDoubleFunction<LoadResult> value) {
        return new Figure(key, title, format, isLogarithmic, p -> p.result() == null ? Double.NaN : value.applyAsDouble(p.result()));
    }

    /** One that its experiment has measured itself, under this key. */
    public static Figure measured(String key, String title, String format, boolean isLogarithmic) {
        return new Figure(key, title, format, isLogarithmic, p -> p.measured().figures().getOrDefault(key, Double.NaN));
    }

    @Override
    public String toString() {
        return key;
    }
}
