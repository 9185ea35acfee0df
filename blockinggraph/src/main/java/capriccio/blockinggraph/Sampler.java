package capriccio.blockinggraph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Measures some runs of each carrier by all meters: all of the first ones and those after a thread came to a young node or one
 * that surprised, then one in sixteen on average, at distances that beat with no program.
 */
final class Sampler {
    private static final int ONE_IN = 16;
    /** Runs of a carrier of which every one is measured. */
    private static final int FIRST = 1024;

    /** Of one carrier, which alone touches it. */
    private static final class Sample {
        final long[] values = new long[Resource.MOST];
        /** The meters that were read when the run began; null if it is not measured. */
        @Nullable Meter @Nullable [] read;
        /** Of a xorshift generator, never 0. */
        int random;

        int untilNext = 1;
        int runs;

        Sample(int carrier) {
            random = carrier + 1;
        }

        int distance() {
            int r = random;
            r ^= r << 13;
            r ^= r >>> 17;
            r ^= r << 5;
            random = r;
            return ONE_IN / 2 + (r & (ONE_IN - 1));
        }
    }

    private final Resources resources;
    /** By carrier; grows under this. */
    private volatile @Nullable Sample[] samples = new @Nullable Sample[0];

    Sampler(Resources resources) {
        this.resources = resources;
    }

    /** A run has ended on that carrier: takes the differences, if it was measured. */
    void runEnded(int carrier) {
        Sample s = of(carrier);
        @Nullable Meter[] read = s.read;
        if (read == null) {
            return;
        }
        for (int id = 0; id < read.length; id++) {
            Meter m = read[id];
            if (m != null) {
                s.values[id] = m.total(carrier) - s.values[id];
            }
        }
    }

    /** The run that has ended went along that edge's cell. True if it was measured, and is a surprise. */
    boolean record(int carrier, long[] cell) {
        Sample s = of(carrier);
        @Nullable Meter[] read = s.read;
        if (read == null) {
            return false;
        }
        boolean surprise = false;
        for (int id = 0; id < read.length; id++) {
            if (read[id] != null) {
                surprise |= Edge.sampled(cell, id, s.values[id]);
            }
        }
        Edge.countSample(cell);
        return surprise;
    }

    /** The next run on that carrier begins soon; it is measured if {@code always} or if it is time. */
    void runBegins(int carrier, boolean always) {
        Sample s = of(carrier);
        s.untilNext--;
        if (!always && s.untilNext > 0 && s.runs >= FIRST) {
            s.read = null;
            return;
        }
        s.runs = Math.min(s.runs + 1, FIRST);
        if (s.untilNext <= 0) {
            s.untilNext = s.distance();
        }
        @Nullable Meter[] meters = resources.meters();
        for (int id = 0; id < meters.length; id++) {
            Meter m = meters[id];
            if (m != null) {
                s.values[id] = m.total(carrier);
            }
        }
        s.read = meters;
    }

    private Sample of(int carrier) {
        @Nullable Sample[] all = samples;
        Sample s = carrier < all.length ? all[carrier] : null;
        return s == null ? add(carrier) : s;
    }

    private synchronized Sample add(int carrier) {
        @Nullable Sample[] grown = Arrays.copyOf(samples, Math.max(samples.length, carrier + 1));
        Sample s = new Sample(carrier);
        grown[carrier] = s;
        samples = grown;
        return s;
    }
}
