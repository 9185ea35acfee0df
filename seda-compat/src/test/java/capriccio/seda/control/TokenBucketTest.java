package capriccio.seda.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.MulticlassRateLimitingPredicate;
import seda.sandStorm.core.NullElement;
import seda.sandStorm.core.RateLimitingPredicate;
import seda.util.StatsGatherer;

class TokenBucketTest {
    private final VirtualTime time = new VirtualTime();

    /** Events admitted in ten seconds of one attempt each 50 microseconds. */
    private int admitted(double rate, int depth, boolean faithful) {
        TokenBucket bucket = new TokenBucket(rate, depth, time, faithful);
        int[] taken = new int[1];
        time.every(0.05, () -> taken[0] += bucket.take() ? 1 : 0);
        time.runUntil(time.elapsed() + 10_000);
        return taken[0];
    }

    @Test
    void theRateIsKept() {
        assertThat(admitted(100, 10, false)).isBetween(1005, 1011);
        assertThat(admitted(5000, 10, false)).isBetween(49_900, 50_011);
        assertThat(admitted(TokenBucket.UNLIMITED, 1, false)).isBetween(199_990, 200_000);
        assertThat(admitted(0, 7, false)).isEqualTo(7);
    }

    @Test
    void faithfulToFaultAThousandASecondAreTheMost() {
        assertThat(admitted(5000, 10, true)).isBetween(9_990, 10_011);
    }

    @Test
    void aPauseFillsItToItsDepthOnly() {
        TokenBucket bucket = new TokenBucket(10, 3, time, false);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take()).isTrue();
        }
        assertThat(bucket.take()).isFalse();
        time.runUntil(100_000);
        assertThat(bucket.tokens()).isEqualTo(3);
        bucket.setRate(1);
        assertThat(bucket.tokens()).as("a new rate keeps what is there").isEqualTo(3);
        bucket.setDepth(2);
        assertThat(bucket.tokens()).isEqualTo(2);
        assertThat(bucket.depth()).isEqualTo(2);
    }

    @Test
    void aPredicateGathersTheTimesBetweenEvents() throws Exception {
        FiniteQueue queue = new FiniteQueue("gaps");
        RateLimitingPredicate predicate = new RateLimitingPredicate(queue, 10, 1, time, false);
        queue.setEnqueuePredicate(predicate);
        for (int i = 0; i < 11; i++) {
            queue.enqueue_lossy(new NullElement());
            time.runUntil(time.elapsed() + 50);
        }
        assertThat(queue.size()).isEqualTo(6);
        assertThat(StatsGatherer.lookup("IA<FiniteQueue gaps>").mean()).isEqualTo(50);
        assertThat(StatsGatherer.lookup("AA<FiniteQueue gaps>").mean()).isEqualTo(100);
        assertThat(predicate.getBucketSize()).isZero();
        assertThat(predicate.getTargetRate()).isEqualTo(10);
        assertThat(predicate.getDepth()).isEqualTo(1);
    }

    @Test
    void loweringAClasssRateEmptiesItsBucket() {
        MulticlassRateLimitingPredicate predicate = new MulticlassRateLimitingPredicate(2, 100, 5, time, false);
        predicate.setTargetRate(0, 50);
        assertThat(predicate.getBucketSize(0)).isZero();
        assertThat(predicate.getBucketSize(1)).isEqualTo(5);
        predicate.setTargetRate(1, 200);
        assertThat(predicate.getBucketSize(1)).isEqualTo(5);
        SimulatedStage.Request unknownClass = new SimulatedStage.Request(time, 9);
        assertThat(predicate.accept(unknownClass)).as("an unknown class is class 0").isFalse();
        assertThat(predicate.accept(new SimulatedStage.Request(time, 1))).isTrue();
    }
}
