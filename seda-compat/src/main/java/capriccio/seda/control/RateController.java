package capriccio.seda.control;

import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.RateLimitingPredicate;

/** A controller whose actuator is one rate of admission. */
abstract class RateController extends ResponseTimeController {
    private final RateLimitingPredicate predicate;
    private final double least;
    private final double most;

    RateController(ControlledStage stage, double target, double firstRate, int depth, double least, double most) {
        super(stage, target);
        this.least = least;
        this.most = most;
        this.predicate = new RateLimitingPredicate(stage.sink(), firstRate, depth, stage.time(), stage.faithful()) {
            @Override
            public boolean accept(QueueElementIF element) {
                return passes(element, getTarget()) && super.accept(element);
            }
        };
    }

    @Override
    final EnqueuePredicateIF predicate() {
        return predicate;
    }

    final double rate() {
        return predicate.getTargetRate();
    }

    /** Sets the rate within its limits. */
    final void setRate(double rate, double ninetieth) {
        predicate.setTargetRate(Math.max(least, Math.min(most, rate)));
        report(stage.name(), ninetieth, getTarget(), rate());
    }
}
