package capriccio.bench.scarce;

/**
 * A figure over time, as a chart with a line for each row.
 *
 * @param key in {@link Measured#curves}
 * @param title over the chart
 * @param isLogarithmic best seen on a logarithmic scale
 */
public record Curve(String key, String title, boolean isLogarithmic) {}
