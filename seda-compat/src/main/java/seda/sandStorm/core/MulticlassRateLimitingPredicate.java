package seda.sandStorm.core;

import capriccio.seda.control.Faithful;
import capriccio.seda.control.TimeSource;
import capriccio.seda.control.TokenBucket;
import seda.sandStorm.api.ClassQueueElementIF;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/**
 * Admits events of each class at a rate of its own. An event that says no class, or one that there is not, is of class 0.
 * Lowering a rate empties the class's bucket. Safe for any thread.
 */
public class MulticlassRateLimitingPredicate implements EnqueuePredicateIF {
    private final TokenBucket[] buckets;

    /**
     * A predicate with the same rate for each class.
     *
     * @param numClasses how many classes there are, from 0; at least 1
     * @param targetRate events per second and class, or -1
     * @param depth how many of a class are admitted at once after a pause
     */
    public MulticlassRateLimitingPredicate(SinkIF sink, int numClasses, double targetRate, int depth) {
        this(numClasses, targetRate, depth, TimeSource.SYSTEM, Faithful.inForce());
    }

    /** As the other, with its own time; {@code faithful} keeps the cap of 2002 at 1,000 events a second. */
    public MulticlassRateLimitingPredicate(
            int numClasses, double targetRate, int depth, TimeSource time, boolean faithful) {
        if (numClasses < 1) {
            throw new IllegalArgumentException("there must be one class at least, not " + numClasses);
        }
        buckets = new TokenBucket[numClasses];
        for (int i = 0; i < numClasses; i++) {
            buckets[i] = new TokenBucket(targetRate, depth, time, faithful);
        }
    }

    /** The class of an event among so many. */
    public static int classOf(QueueElementIF element, int numClasses) {
        int wanted = element instanceof ClassQueueElementIF classed ? classed.getRequestClass() : 0;
        return wanted < 0 || wanted >= numClasses ? 0 : wanted;
    }

    @Override
    public boolean accept(QueueElementIF element) {
        return buckets[classOf(element, buckets.length)].take();
    }

    public double getTargetRate(int cls) {
        return buckets[cls].rate();
    }

    public int getDepth(int cls) {
        return buckets[cls].depth();
    }

    public int getBucketSize(int cls) {
        return buckets[cls].tokens();
    }

    public void setTargetRate(int cls, double targetRate) {
        TokenBucket bucket = buckets[cls];
        double before = bucket.rate();
        bucket.setRate(targetRate);
        boolean lowers = targetRate != TokenBucket.UNLIMITED
                && (before == TokenBucket.UNLIMITED || targetRate < before);
        if (lowers) {
            bucket.empty();
        }
    }

    public void setDepth(int cls, int depth) {
        buckets[cls].setDepth(depth);
    }
}
