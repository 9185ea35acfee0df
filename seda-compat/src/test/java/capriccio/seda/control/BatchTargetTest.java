package capriccio.seda.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The batching controller on a stage whose batches cost 10 ms each and 1 ms an event. */
class BatchTargetTest {
    private static final int WINDOW = 1000;
    private static final double HIGH = 600;
    private static final double LOW = 30;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedStage stage = new SimulatedStage(time, 1, batch -> 10 + batch.length);
    private double perSecond;

    private BatchTarget control(int min, int max, boolean faithful) {
        BatchTarget target = new BatchTarget(new BatchTarget.Settings(min, max, WINDOW, 0.7, faithful), time);
        stage.setBatches(target);
        return target;
    }

    private void arrivals() {
        time.after(1000 / perSecond, () -> {
            stage.arrive(0);
            arrivals();
        });
    }

    private double mean(BatchTarget target, double toMillis) {
        double sum = 0;
        int count = 0;
        while (time.elapsed() < toMillis) {
            time.runUntil(time.elapsed() + WINDOW);
            sum += target.target();
            count++;
        }
        return sum / count;
    }

    /** Fig. 9: the batch is as small as throughput allows, follows the load, and starts anew from the largest. */
    @Test
    void theBatchFollowsAnOscillatingLoad() {
        BatchTarget target = control(1, 1000, false);
        perSecond = HIGH;
        arrivals();
        time.runUntil(100_000);
        double atHighLoad = mean(target, 600_000);
        assertThat(atHighLoad).isLessThan(300);
        perSecond = LOW;
        assertThat(largest(target)).as("with a fifth of the load a batch is what there is").isEqualTo(1000);
        perSecond = HIGH;
        assertThat(largest(target)).isEqualTo(1000);
        time.runUntil(1_000_000);
        long before = stage.totalEvents();
        double from = time.elapsed();
        time.runUntil(2_000_000);
        double throughput = (stage.totalEvents() - before) * 1000 / (time.elapsed() - from);
        assertThat(throughput).isGreaterThan(0.85 * HIGH);
        assertThat(target.target()).isLessThan(300);
    }

    /** The largest target within the next minute. */
    private double largest(BatchTarget target) {
        double largest = 0;
        for (int i = 0; i < 60; i++) {
            time.runUntil(time.elapsed() + WINDOW);
            largest = Math.max(largest, target.target());
        }
        return largest;
    }

    @Test
    void aSmallTargetGrowsAgain() {
        BatchTarget target = control(1, 4, false);
        perSecond = 250; // 4 events in 14 ms are 285 a second, one in 11 ms is 90
        arrivals();
        mean(target, 100_000);
        assertThat(mean(target, 400_000)).isGreaterThan(2.5);
    }

    @Test
    void faithfulToFaultASmallTargetIsStuck() {
        BatchTarget target = control(1, 4, true);
        perSecond = 250;
        arrivals();
        mean(target, 100_000);
        assertThat(mean(target, 400_000)).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutALargestBatchTheFaithfulTargetIsAllOrTheLeast() {
        BatchTarget target = control(1, BatchTarget.ALL, true);
        assertThat(target.target()).isEqualTo(BatchTarget.ALL);
        perSecond = 50;
        arrivals();
        for (int i = 0; i < 100; i++) {
            time.runUntil(time.elapsed() + WINDOW);
            assertThat(target.target()).isIn(BatchTarget.ALL, 1);
        }
    }
}
