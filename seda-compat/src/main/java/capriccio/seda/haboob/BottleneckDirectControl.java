package capriccio.seda.haboob;

import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.core.QueueThresholdPredicate;

/**
 * The {@code BottleneckStage} that keeps its response time near a target by the threshold of its queue. Every 200 pages the
 * smoothed response time decides: below 0.9 of the target the threshold grows by 2, to 1,024 at most; above 1.1 of it, it is
 * halved, to 1 at least. It begins at the stage's {@code queueThreshold}, or at 1 if that is not set.
 */
public final class BottleneckDirectControl extends Bottleneck {
    private static final int PAGES_PER_ADJUSTMENT = 200;
    private static final double GROW_BELOW = 0.9;
    private static final double SHRINK_ABOVE = 1.1;
    private static final int STEP = 2;
    private static final int MAX_THRESHOLD = 1024;
    private static final int MIN_THRESHOLD = 1;
    private static final double DEFAULT_SMOOTHING = 0.5;

    private double target;
    private double smoothing;
    private QueueThresholdPredicate predicate = new QueueThresholdPredicate(null, MIN_THRESHOLD);

    // guarded by this
    private double responseMillis = -1;
    private int pages;

    /** Called by the runtime. */
    public BottleneckDirectControl() {}

    @Override
    void configure(Settings settings, ConfigDataIF config) {
        target = settings.real("targetResponseTime", 1, Double.MAX_VALUE, -1, "give milliseconds, 1 or more");
        smoothing = settings.real("smoothConst", 0, 1, DEFAULT_SMOOTHING, "give the weight of the past, between 0 and 1");
        if (config.getString("targetResponseTime") == null) {
            settings.reject("targetResponseTime", "give milliseconds, 1 or more");
        }
        EnqueuePredicateIF present = config.getStage().getSink().getEnqueuePredicate();
        if (present instanceof QueueThresholdPredicate own) {
            predicate = own;
        } else if (present == null) {
            predicate = new QueueThresholdPredicate(config.getStage().getSink(), MIN_THRESHOLD);
            config.getStage().getSink().setEnqueuePredicate(predicate);
        } else {
            settings.reject("rtController.enable", "give false, as this stage has a control of its own, or class Bottleneck");
        }
        if (predicate.getThreshold() < MIN_THRESHOLD) {
            predicate.setThreshold(MIN_THRESHOLD);
        }
    }

    @Override
    double target() {
        return target;
    }

    @Override
    synchronized void onAnswered(long timestamp) {
        long millis = System.currentTimeMillis() - timestamp;
        responseMillis = responseMillis < 0 ? millis : smoothing * responseMillis + (1 - smoothing) * millis;
        pages++;
        if (pages % PAGES_PER_ADJUSTMENT != 0) {
            return;
        }
        int threshold = predicate.getThreshold();
        if (responseMillis < GROW_BELOW * target) {
            predicate.setThreshold(Math.min(MAX_THRESHOLD, threshold + STEP));
        } else if (responseMillis > SHRINK_ABOVE * target) {
            predicate.setThreshold(Math.max(MIN_THRESHOLD, threshold / 2));
        }
    }
}
