package capriccio.bench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class StatisticsTest {
    @Test
    void jainIsOneForEqualSharesAndOneOverNForASingleWinner() {
        assertThat(Fairness.jain(new long[] {7, 7, 7, 7})).isEqualTo(1);
        assertThat(Fairness.jain(new long[] {9, 0, 0, 0})).isEqualTo(.25);
        assertThat(Fairness.jain(new long[] {1, 2, 3})).isCloseTo(36.0 / 42, within(1e-12));
        assertThat(Fairness.jain(new long[] {0, 0})).isNaN();
    }

    @Test
    void intervalOfThreeRoundsIsTheirRange() {
        assertThat(Bootstrap.median(3, 1, 2)).isEqualTo(new Interval(2, 1, 3));
    }

    @Test
    void intervalShrinksWithMoreValuesAndHoldsTheMedian() {
        double[] values = new double[101];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Interval interval = Bootstrap.median(values);
        assertThat(interval.median()).isEqualTo(50);
        assertThat(interval.low()).isBetween(30.0, 49.0);
        assertThat(interval.high()).isBetween(51.0, 70.0);
        assertThat(Bootstrap.median().exists()).isFalse();
    }

    @Test
    void quantilesAreInterpolated() {
        assertThat(Bootstrap.ofSorted(new double[] {10, 20, 30}, .25)).isEqualTo(15);
    }
}
