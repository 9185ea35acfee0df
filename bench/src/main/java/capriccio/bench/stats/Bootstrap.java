package capriccio.bench.stats;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The percentile bootstrap of a median.
 *
 * <p>With three rounds, as by default, the interval is in effect the range of the three values; it is honest about noise
 * but no more than that. More rounds make it narrower.
 */
public final class Bootstrap {
    private static final int RESAMPLES = 2_000;
    private static final double LEVEL = .95;
    private static final long SEED = 1L;

    private Bootstrap() {}

    /** The median of {@code values} and its 95 % interval; {@link Interval#NONE} without values. Repeatable. */
    public static Interval median(double... values) {
        if (values.length == 0) {
            return Interval.NONE;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 1) {
            return new Interval(sorted[0], sorted[0], sorted[0]);
        }
        double[] medians = resampledMedians(sorted);
        double tail = (1 - LEVEL) / 2;
        return new Interval(ofSorted(sorted, .5), ofSorted(medians, tail), ofSorted(medians, 1 - tail));
    }

    private static double[] resampledMedians(double[] values) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
        double[] medians = new double[RESAMPLES];
        double[] sample = new double[values.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int k = 0; k < sample.length; k++) {
                sample[k] = values[random.nextInt(values.length)];
            }
            Arrays.sort(sample);
            medians[i] = ofSorted(sample, .5);
        }
        Arrays.sort(medians);
        return medians;
    }

    /** The quantile {@code q} of values in ascending order, interpolated between neighbours; not for no values. */
    public static double ofSorted(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = (int) Math.ceil(at);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
