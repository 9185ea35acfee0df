package capriccio.seda.control;

import seda.sandStorm.api.QueueElementIF;

/** A rate that follows from the 90th percentile of what has been measured. */
abstract class PercentileController extends RateController {
    private static final int SAMPLES = 100;
    private static final double FIRST_RATE = 10;
    private static final int DEPTH = 10;
    private static final double LEAST_RATE = 0.05;
    private static final double MOST_RATE = 5000;

    private final NinetiethPercentile measured;

    PercentileController(ControlledStage stage, double target, long windowMillis, double weightOfOld) {
        super(stage, target, FIRST_RATE, DEPTH, LEAST_RATE, MOST_RATE);
        measured = new NinetiethPercentile(SAMPLES, windowMillis, weightOfOld, stage.time().millis());
    }

    /** The rate that follows a new 90th percentile. */
    abstract double nextRate(double rate, double ninetieth);

    @Override
    final void onBatch(QueueElementIF[] batch, long handlerMillis, boolean adjust) {
        long now = time.millis();
        for (QueueElementIF element : batch) {
            double sample = responseTime(element, now);
            if (sample >= 0 && measured.add(sample, now)) {
                onNinetieth(adjust);
            }
        }
        if (measured.elapsed(now)) {
            onNinetieth(adjust);
        }
    }

    private void onNinetieth(boolean adjust) {
        double ninetieth = measured.value();
        stats().record90thRT(ninetieth);
        if (adjust) {
            setRate(nextRate(rate(), ninetieth), ninetieth);
        }
    }
}
