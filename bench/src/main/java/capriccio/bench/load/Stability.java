package capriccio.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides when a warm-up has lasted long enough: when throughput neither varies nor rises any more. It rises for long where
 * much code is compiled beside the load, in steps that are smaller than a few windows show.
 */
public final class Stability {
    /** Windows of throughput that are compared with as many before them. */
    private static final int WINDOWS = 5;

    /** Between the least and the most of the last windows, as a share of their mean. */
    public static final double SPREAD = .12;

    /** What the mean of the last windows may be above that of those before. */
    public static final double RISE = .03;

    private final List<Double> windows = new ArrayList<>();

    /** Adds the throughput of one more window. */
    void add(double throughput) {
        windows.add(throughput);
    }

    /** Whether the last five windows are close to each other and on a level with the five before. */
    boolean isStable() {
        int size = windows.size();
        if (size < 2 * WINDOWS) {
            return false;
        }
        List<Double> last = windows.subList(size - WINDOWS, size);
        double min = last.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double mean = mean(last);
        double before = mean(windows.subList(size - 2 * WINDOWS, size - WINDOWS));
        return mean > 0 && (max - min) / mean <= SPREAD && mean <= before * (1 + RISE);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** The windows so far. */
    List<Double> windows() {
        return List.copyOf(windows);
    }
}
