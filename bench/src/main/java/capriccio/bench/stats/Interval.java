package capriccio.bench.stats;

/**
 * A median with its 95 % interval.
 *
 * @param median the median of the values
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Interval(double median, double low, double high) {
    /** No value at all. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Whether there is a value. */
    public boolean exists() {
        return !Double.isNaN(median);
    }
}
