package capriccio.bench.load;

import java.util.ArrayDeque;
import org.HdrHistogram.Histogram;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * When requests are due in an open loop: a Poisson process. Those for which no connection is free wait here, for the
 * client's timeout at most, which bounds them. Confined to its loop.
 */
final class Arrivals {
    private final ContinuousSampler gaps;
    private final long timeout;
    /** When they were due, oldest first. */
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    /** How late they were noticed. */
    final Histogram late = Histograms.create();

    private long next;

    /** So many a second; not before {@link #begin}. */
    Arrivals(double rate, long seed, long timeoutNanos) {
        gaps = ZigguratSampler.Exponential.of(RandomSource.XO_SHI_RO_256_PP.create(seed), 1e9 / rate);
        timeout = timeoutNanos;
    }

    void begin(long now) {
        next = now;
        step();
    }

    private void step() {
        next += Math.max(1, Math.round(gaps.sample()));
    }

    /** Notes what is due; returns how many were given up that had waited for too long. */
    int advance(long now) {
        while (now - next >= 0) {
            due.add(next);
            Histograms.record(late, now - next);
            step();
        }
        int lost = 0;
        for (Long oldest = due.peek(); oldest != null && now - oldest > timeout; oldest = due.peek()) {
            due.remove();
            lost++;
        }
        return lost;
    }

    /** True if a request waits for a connection. */
    boolean isDue() {
        return !due.isEmpty();
    }

    /** When the oldest was due; it is no longer here. */
    long take() {
        return due.remove();
    }

    /** Nanoseconds from {@code now} to the next. */
    long untilNext(long now) {
        return next - now;
    }
}
