package seda.sandStorm.core;

import capriccio.seda.control.Faithful;
import capriccio.seda.control.TimeSource;
import capriccio.seda.control.TokenBucket;
import capriccio.seda.runtime.Log;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.util.StatsGatherer;

/**
 * Admits events at a rate, by a token bucket that starts full; rate -1 admits everything. The milliseconds between
 * events are in the {@link StatsGatherer}s {@code IA<sink>}, all, and {@code AA<sink>}, those admitted. Safe for any
 * thread.
 */
public class RateLimitingPredicate implements EnqueuePredicateIF {
    private final TokenBucket bucket;
    private final Gaps all;
    private final Gaps admitted;

    /**
     * A predicate that admits events for a sink.
     *
     * @param targetRate events per second, or -1
     * @param depth how many are admitted at once after a pause
     */
    public RateLimitingPredicate(SinkIF sink, double targetRate, int depth) {
        this(sink, targetRate, depth, TimeSource.SYSTEM, Faithful.inForce());
    }

    /** As the other, with its own time; {@code faithful} keeps the cap of 2002 at 1,000 events a second. */
    public RateLimitingPredicate(SinkIF sink, double targetRate, int depth, TimeSource time, boolean faithful) {
        this.bucket = new TokenBucket(targetRate, depth, time, faithful);
        this.all = new Gaps("IA<" + sink + ">", time);
        this.admitted = new Gaps("AA<" + sink + ">", time);
        Log.line("RateLimitingPredicate<" + sink + ">: Created");
    }

    @Override
    public boolean accept(QueueElementIF element) {
        all.mark();
        boolean accepted = bucket.take();
        if (accepted) {
            admitted.mark();
        }
        return accepted;
    }

    /** Events per second; -1 for no limit. */
    public double getTargetRate() {
        return bucket.rate();
    }

    public int getDepth() {
        return bucket.depth();
    }

    /** How many would be admitted now. */
    public int getBucketSize() {
        return bucket.tokens();
    }

    /** Changes the rate; what is in the bucket stays. */
    public void setTargetRate(double targetRate) {
        bucket.setRate(targetRate);
    }

    public void setDepth(int depth) {
        bucket.setDepth(depth);
    }

    /** Gathers the time between marks. */
    private static final class Gaps {
        private final TimeSource time;
        private final StatsGatherer gatherer;
        private long last;

        Gaps(String name, TimeSource time) {
            this.time = time;
            this.gatherer = new StatsGatherer(name, name, 1);
        }

        synchronized void mark() {
            long now = time.millis();
            if (last != 0) {
                gatherer.add((double) (now - last));
            }
            last = now;
        }
    }
}
