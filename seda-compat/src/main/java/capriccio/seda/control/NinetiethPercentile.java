package capriccio.seda.control;

import java.util.Arrays;

/** The smoothed 90th percentile of response times, computed anew when there are enough samples or enough time is over. */
final class NinetiethPercentile {
    private static final double RANK = 0.9;

    private final double[] samples;
    private final long windowMillis;
    private final double weightOfOld;
    private int count;
    private long since;
    private double value;

    NinetiethPercentile(int samples, long windowMillis, double weightOfOld, long now) {
        this.samples = new double[samples];
        this.windowMillis = windowMillis;
        this.weightOfOld = weightOfOld;
        this.since = now;
    }

    /** Takes a sample in milliseconds; true when that made a new value. */
    boolean add(double sample, long now) {
        samples[count++] = sample;
        return count == samples.length && compute(now);
    }

    /** True when the time is over and there were samples for a new value. */
    boolean elapsed(long now) {
        return now - since >= windowMillis && count > 0 && compute(now);
    }

    private boolean compute(long now) {
        Arrays.sort(samples, 0, count);
        value = weightOfOld * value + (1 - weightOfOld) * samples[(int) (RANK * count)];
        count = 0;
        since = now;
        return true;
    }

    /** The latest value in milliseconds; 0 before there is one. */
    double value() {
        return value;
    }
}
