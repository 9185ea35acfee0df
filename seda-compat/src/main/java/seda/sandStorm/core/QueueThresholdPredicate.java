package seda.sandStorm.core;

import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/** Refuses what would make a sink longer than a threshold; threshold -1 refuses nothing. */
public class QueueThresholdPredicate implements EnqueuePredicateIF {
    private final SinkIF sink;
    private volatile int threshold;

    public QueueThresholdPredicate(SinkIF sink, int threshold) {
        this.sink = sink;
        this.threshold = threshold;
    }

    @Override
    public boolean accept(QueueElementIF element) {
        int limit = threshold;
        return limit == -1 || sink.size() + 1 <= limit;
    }

    public int getThreshold() {
        return threshold;
    }

    public void setThreshold(int threshold) {
        this.threshold = threshold;
    }
}
