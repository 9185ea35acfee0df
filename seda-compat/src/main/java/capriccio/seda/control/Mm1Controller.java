package capriccio.seda.control;

import seda.sandStorm.api.QueueElementIF;

/**
 * Computes the rate from a model: a queue M/M/1 whose 90th percentile is {@code 2.3 / (mu - lambda)}. The rate of
 * service comes from the handler's time, that of arrivals from what was admitted.
 */
final class Mm1Controller extends RateController {
    private static final int BATCHES = 5000;
    private static final long WINDOW_MILLIS = 5000;
    private static final int DEPTH = 100;
    private static final double LEAST_RATE = 0.5;
    private static final double LN_OF_TEN = 2.302; // the 90th percentile of an exponential with mean 1
    private static final double ESTIMATE = 2.3;
    private static final double OVERLOADED_SHARE = 0.1;
    private static final double WEIGHT_OF_NEW = 0.9; // of what may count quickly
    private static final int SAMPLES = 100;
    private static final long SAMPLES_MILLIS = 1000;
    private static final double SAMPLES_WEIGHT_OF_OLD = 0.7;

    private final NinetiethPercentile measured;
    private double threads = 1;
    private double serviceRate;
    private double arrivalRate;

    // since the last adjustment
    private long since;
    private int batches;
    private long processed;
    private long handlerMillisSum;
    private int outstandingThen;

    Mm1Controller(ControlledStage stage, double target) {
        super(stage, target, TokenBucket.UNLIMITED, DEPTH, LEAST_RATE, Double.MAX_VALUE);
        long now = stage.time().millis();
        measured = new NinetiethPercentile(SAMPLES, SAMPLES_MILLIS, SAMPLES_WEIGHT_OF_OLD, now);
        since = now;
    }

    @Override
    void onBatch(QueueElementIF[] batch, long handlerMillis, boolean adjust) {
        long now = time.millis();
        measure(batch, now);
        threads = smoothed(threads, stage.load().threads(), WEIGHT_OF_NEW);
        processed += batch.length;
        handlerMillisSum += handlerMillis;
        batches++;
        if ((batches >= BATCHES || now - since >= WINDOW_MILLIS) && now > since && handlerMillisSum > 0) {
            estimate(now);
            if (adjust) {
                setRate(modelRate(), measured.value());
            }
        }
    }

    private void measure(QueueElementIF[] batch, long now) {
        boolean fresh = false;
        for (QueueElementIF element : batch) {
            double sample = responseTime(element, now);
            fresh |= sample >= 0 && measured.add(sample, now);
        }
        if (fresh || measured.elapsed(now)) {
            stats().record90thRT(measured.value());
        }
    }

    /** What was admitted is what was served and what has come to be outstanding since. */
    private void estimate(long now) {
        double service = processed * (Math.log(threads) + 1) * 1000 / handlerMillisSum;
        boolean falls = service < serviceRate;
        serviceRate = serviceRate == 0 ? service : smoothed(serviceRate, service, falls ? WEIGHT_OF_NEW : 1 - WEIGHT_OF_NEW);
        int outstanding = stage.load().outstanding();
        double arrivals = Math.max(0, processed + outstanding - outstandingThen) * 1000.0 / (now - since);
        arrivalRate = smoothed(arrivalRate, arrivals, WEIGHT_OF_NEW);
        outstandingThen = outstanding;
        since = now;
        batches = 0;
        processed = 0;
        handlerMillisSum = 0;
    }

    private double modelRate() {
        double estimated = ESTIMATE * 1000 / (serviceRate - arrivalRate);
        double rate = estimated < 0 ? -1 : serviceRate - LN_OF_TEN / (getTarget() / 1000);
        return rate < 0 ? OVERLOADED_SHARE * serviceRate : rate;
    }

    private static double smoothed(double old, double now, double weightOfNew) {
        return (1 - weightOfNew) * old + weightOfNew * now;
    }
}
