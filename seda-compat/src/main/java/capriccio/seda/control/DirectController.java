package capriccio.seda.control;

/** Adds a little to the rate while responses are fast and halves it when they are slow: the default law. */
final class DirectController extends PercentileController {
    private static final long WINDOW_MILLIS = 1000;
    private static final double WEIGHT_OF_OLD = 0.7;
    private static final double FAST = 0.9;
    private static final double SLOW = 1.2;
    private static final double INCREMENT = 0.5;

    DirectController(ControlledStage stage, double target) {
        super(stage, target, WINDOW_MILLIS, WEIGHT_OF_OLD);
    }

    @Override
    double nextRate(double rate, double ninetieth) {
        if (ninetieth < FAST * getTarget()) {
            return rate + INCREMENT;
        }
        return ninetieth > SLOW * getTarget() ? rate / 2 : rate;
    }
}
