package capriccio.seda.control;

import java.util.Arrays;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.MulticlassRateLimitingPredicate;

/**
 * A rate and a target per class: when a class is too slow, those below it are cut first, to a tenth, and it gives way
 * itself by a little; a class that was cut skips one increase. A class without a target (-1) is only measured. The
 * controller of Welsh and Culler, USITS 2003.
 */
final class MulticlassController extends ResponseTimeController {
    private static final int SAMPLES = 100;
    private static final long WINDOW_MILLIS = 1000;
    private static final double WEIGHT_OF_OLD = 0.7;
    private static final double FIRST_RATE = 100;
    private static final int DEPTH = 1;
    private static final double LEAST_RATE = 0.05;
    private static final double MOST_RATE = 5000;
    private static final double WELL_BELOW = -0.1;
    private static final double FAR_BELOW = -0.5;
    private static final double GAIN = 2.0;
    private static final double CUT_OF_LOWER = 10;
    private static final double CUT_OF_OWN = 1.2;

    private final double[] targets;
    private final NinetiethPercentile[] measured;
    private final boolean[] fresh;
    private final boolean[] preempted;
    private final MulticlassRateLimitingPredicate predicate;

    /** As many classes as there are targets, the last one the most important. */
    MulticlassController(ControlledStage stage, double target, double[] targets) {
        super(stage, target);
        this.targets = targets.clone();
        int classes = targets.length;
        measured = new NinetiethPercentile[classes];
        Arrays.setAll(measured, i -> new NinetiethPercentile(SAMPLES, WINDOW_MILLIS, WEIGHT_OF_OLD, stage.time().millis()));
        fresh = new boolean[classes];
        preempted = new boolean[classes];
        predicate = new MulticlassRateLimitingPredicate(classes, FIRST_RATE, DEPTH, stage.time(), stage.faithful()) {
            @Override
            public boolean accept(QueueElementIF element) {
                return passes(element, budget(classOf(element, classes))) && super.accept(element);
            }
        };
    }

    /** How long an event of a class may wait: the strictest target from its class up, of which each lower class leaves a share free. */
    private double budget(int cls) {
        double strictest = -1;
        for (int c = cls; c < targets.length; c++) {
            if (targets[c] > 0 && (strictest < 0 || targets[c] < strictest)) {
                strictest = targets[c];
            }
        }
        return strictest * (cls + 1) / targets.length;
    }

    @Override
    EnqueuePredicateIF predicate() {
        return predicate;
    }

    @Override
    void onBatch(QueueElementIF[] batch, long handlerMillis, boolean adjust) {
        long now = time.millis();
        for (QueueElementIF element : batch) {
            int cls = MulticlassRateLimitingPredicate.classOf(element, targets.length);
            double sample = responseTime(element, now);
            if (sample >= 0 && measured[cls].add(sample, now)) {
                fresh[cls] = true;
            }
        }
        for (int cls = targets.length - 1; cls >= 0; cls--) {
            if (fresh[cls] || measured[cls].elapsed(now)) {
                fresh[cls] = false;
                stats().record90thRT(measured[cls].value());
                if (adjust && targets[cls] > 0) {
                    adjust(cls);
                }
            }
        }
    }

    private void adjust(int cls) {
        double error = (measured[cls].value() - targets[cls]) / targets[cls];
        if (error > 0) {
            cutLower(cls);
            setRate(cls, predicate.getTargetRate(cls) / CUT_OF_OWN);
        } else if (error < WELL_BELOW && preempted[cls]) {
            preempted[cls] = false;
        } else if (error <= FAR_BELOW) {
            setRate(cls, predicate.getTargetRate(cls) + GAIN * (WELL_BELOW - error));
        }
        report(stage.name() + " class " + cls, measured[cls].value(), targets[cls], predicate.getTargetRate(cls));
    }

    private void cutLower(int cls) {
        for (int lower = cls - 1; lower >= 0; lower--) {
            preempted[lower] = true;
            double rate = predicate.getTargetRate(lower);
            if (rate > LEAST_RATE) {
                setRate(lower, rate / CUT_OF_LOWER);
            }
        }
    }

    private void setRate(int cls, double rate) {
        predicate.setTargetRate(cls, Math.max(LEAST_RATE, Math.min(MOST_RATE, rate)));
    }
}
