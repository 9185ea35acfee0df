package capriccio.bench.scarce;

import java.util.List;
import java.util.Map;

/**
 * What an experiment has measured itself.
 *
 * @param figures by the key of their {@link Figure#measured}
 * @param curves by the key of their {@link Curve}
 */
public record Measured(Map<String, Double> figures, Map<String, List<Moment>> curves) {
    /** Nothing. */
    public static final Measured NOTHING = new Measured(Map.of(), Map.of());

    /** A value at a time, in seconds since the measurement began; not a number where there was none. */
    public record Moment(double seconds, double value) {}

    /** Copies. */
    public Measured {
        figures = Map.copyOf(figures);
        curves = Map.copyOf(curves);
    }
}
