package capriccio.bench.scarce;

import java.util.function.ToDoubleFunction;

/** A figure that tables and charts show. */
enum Figure {
    GOODPUT("goodput", "completed/s", "%.0f", false, Point::goodput),
    LIGHT_GOODPUT("lightGoodput", "light completed/s", "%.0f", false, p -> p.result() == null ? 0 : p.result().lightThroughput()),
    JAIN("jain", "Jain's index", "%.3f", false, Point::jain),
    P50("p50", "p50, ms", "%.1f", true, p -> p.result() == null ? Double.NaN : p.result().response().p50() / 1e3),
    P99("p99", "p99, ms", "%.1f", true, p -> p.result() == null ? Double.NaN : p.result().response().p99() / 1e3),
    LIGHT_P50("lightP50", "light p50, ms", "%.1f", true, p -> p.result() == null ? Double.NaN : p.result().light().p50() / 1e3),
    LIGHT_P99("lightP99", "light p99, ms", "%.1f", true, p -> p.result() == null ? Double.NaN : p.result().light().p99() / 1e3),
    CPU("cpu", "CPU/request, µs", "%.2f", false, Point::cpuMicros),
    ERRORS("errors", "errors", "%.0f", false, Point::errors),
    THREADS("threads", "threads", "%.0f", false, p -> p.result() == null ? Double.NaN : p.result().serverThreads());

    final String key;
    final String title;
    final String format;
    /** Best seen on a logarithmic scale. */
    final boolean isLogarithmic;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    final ToDoubleFunction<Point> value;

    Figure(String key, String title, String format, boolean isLogarithmic, ToDoubleFunction<Point> value) {
        this.key = key;
        this.title = title;
        this.format = format;
        this.isLogarithmic = isLogarithmic;
        this.value = value;
    }
}
