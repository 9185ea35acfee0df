package capriccio.seda.control;

/** Changes the rate by a proportional, a derivative and an integral part of the relative error; times in seconds. */
final class PidController extends PercentileController {
    private static final long WINDOW_MILLIS = 5000;
    private static final double WEIGHT_OF_OLD = 0.8;
    private static final double PROPORTIONAL = 1.0;
    private static final double DERIVATIVE = -0.5;
    private static final double INTEGRAL = 0.002;
    private static final int HISTORY = 100;

    private final double[] areas = new double[HISTORY];
    private int next;
    private double sumOfAreas;
    private double lastError;
    private long lastNanos;

    PidController(ControlledStage stage, double target) {
        super(stage, target, WINDOW_MILLIS, WEIGHT_OF_OLD);
        lastNanos = stage.time().nanos();
    }

    @Override
    double nextRate(double rate, double ninetieth) {
        long now = time.nanos();
        double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
        double error = (getTarget() - ninetieth) / getTarget();
        double slope = (error - lastError) / seconds;
        double area = (lastError + error) / 2 * seconds;
        sumOfAreas += area - areas[next];
        areas[next] = area;
        next = (next + 1) % HISTORY;
        lastError = error;
        lastNanos = now;
        return rate + PROPORTIONAL * error + DERIVATIVE * slope + INTEGRAL * sumOfAreas;
    }
}
