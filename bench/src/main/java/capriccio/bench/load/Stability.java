package capriccio.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Decides when a warm-up has lasted long enough: when the last windows of throughput are close to each other. */
final class Stability {
    private static final int WINDOWS = 3;
    private static final double SPREAD = .08;

    private final List<Double> windows = new ArrayList<>();

    /** Adds the throughput of one more window. */
    void add(double throughput) {
        windows.add(throughput);
    }

    /** Whether the last three windows are within 8 % of their mean, after at least four windows. */
    boolean isStable() {
        if (windows.size() <= WINDOWS) {
            return false;
        }
        List<Double> last = windows.subList(windows.size() - WINDOWS, windows.size());
        double min = last.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return mean > 0 && (max - min) / mean <= SPREAD;
    }

    /** The windows so far. */
    List<Double> windows() {
        return List.copyOf(windows);
    }
}
