package capriccio.blockinggraph.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitFinderTest {
    private static final long TICK = 20_000_000;

    private final Journal journal = new Journal();
    private long now;

    /** A program that uses all it is given, and thrashes above its knee. */
    private static final class Greedy implements Gauge {
        double used;
        double knee;
        double demand = Double.POSITIVE_INFINITY;

        Greedy(double knee) {
            this.knee = knee;
        }

        void follow(LimitFinder finder) {
            double to = Math.min(demand, finder.isFull() ? used * 0.98 : used + Math.max(0, finder.headroom()) * 0.1);
            used = Math.max(0, to);
        }

        @Override
        public double used() {
            return used;
        }

        @Override
        public double strain() {
            return used / knee;
        }
    }

    private void run(LimitFinder finder, Greedy program, int seconds) {
        for (int i = 0; i < seconds * 50; i++) {
            program.follow(finder);
            finder.tick(now += TICK, 1);
        }
    }

    @Test
    void findsAKneeAndStaysThere() {
        for (double knee : new double[] {50, 200, 800}) {
            Greedy program = new Greedy(knee);
            LimitFinder finder = new LimitFinder("r", program, 10, 1000, journal);
            run(finder, program, 60);
            double lowest = Double.MAX_VALUE;
            double highest = 0;
            for (int i = 0; i < 50 * 60; i++) {
                program.follow(finder);
                finder.tick(now += TICK, 1);
                lowest = Math.min(lowest, program.used);
                highest = Math.max(highest, program.used);
            }
            assertThat(lowest).as("knee %f: %s", knee, journal.decisions()).isGreaterThan(0.6 * knee);
            assertThat(highest).as("knee %f", knee).isLessThan(1.1 * knee);
        }
    }

    @Test
    void followsAKneeThatMoves() {
        Greedy program = new Greedy(100);
        LimitFinder finder = new LimitFinder("r", program, 10, 10_000, journal);
        run(finder, program, 60);
        assertThat(program.used).isBetween(60.0, 110.0);
        program.knee = 1000;
        run(finder, program, 120);
        assertThat(program.used).isBetween(600.0, 1100.0);
        program.knee = 100;
        run(finder, program, 60);
        assertThat(program.used).isBetween(60.0, 110.0);
    }

    @Test
    void doesNotMoveWithoutDemand() {
        Greedy program = new Greedy(100);
        program.demand = 40;
        LimitFinder finder = new LimitFinder("r", program, 10, 1000, journal);
        run(finder, program, 60);
        assertThat(finder.limit()).isEqualTo(1000);
        assertThat(journal.count()).isZero();
        assertThat(finder.closeness()).isZero();
    }

    @Test
    void neverGoesBelowTheLeast() {
        Greedy program = new Greedy(1);
        LimitFinder finder = new LimitFinder("r", program, 10, 1000, journal);
        run(finder, program, 120);
        assertThat(finder.limit()).isEqualTo(10);
    }

    @Test
    void isFullFromTheLimitOnAndNoMoreBelow95Percent() {
        double[] used = {0};
        Gauge gauge = new Gauge() {
            @Override
            public double used() {
                return used[0];
            }

            @Override
            public double strain() {
                return 0;
            }
        };
        LimitFinder finder = new LimitFinder("r", gauge, 100, 100, journal);
        for (double reading : new double[] {99, 100, 97, 96, 95, 99, 100}) {
            used[0] = reading;
            finder.tick(now += TICK, 1);
            assertThat(finder.isFull()).as("at %f", reading).isEqualTo(reading == 100 || reading == 97 || reading == 96);
            assertThat(finder.headroom()).isEqualTo((finder.isFull() ? 95 : 100) - reading);
        }
        used[0] = 50;
        for (int i = 0; i < 60; i++) {
            finder.tick(now += TICK, 1);
        }
        assertThat(journal.decisions()).extracting(Decision::kind).as("breathing is not told").containsExactly(Decision.Kind.FULL, Decision.Kind.ROOM);
        assertThat(journal.decisions().get(0))
                .hasToString("0.040 s: r is at its limit: what would take of it waits (limit 100.0, before 100.0; used 100.0; strain 0.00)");
    }

    @Test
    void journalKeepsTheLastOfEachResource() {
        journal.add(new Decision(5, "quiet", Decision.Kind.CUT, 2, 1, 3, 1));
        for (int i = 0; i < Journal.SIZE + 10; i++) {
            journal.add(new Decision(i, "r", Decision.Kind.RAISE, 1, 2, 3, 0));
        }
        assertThat(journal.count()).isEqualTo(Journal.SIZE + 11);
        assertThat(journal.decisions()).hasSize(Journal.SIZE + 1).extracting(Decision::nanos).isSorted().startsWith(5L, 10L);
        assertThat(journal.decisions()).first().extracting(Decision::resource).isEqualTo("quiet");
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertThatThrownBy(() -> new LimitFinder("r", new Greedy(1), 0, 10, journal)).hasMessageContaining("r from 0.0 to 10.0");
        assertThatThrownBy(() -> new LimitFinder("r", new Greedy(1), 20, 10, journal)).hasMessageContaining("r from");
    }

    /** A JVM of which a test says what it tells. */
    private static final class Told implements HeapGauge.Collections {
        private long count;
        private long live;
        private long nanos;
        private long busy;
        private long occupied = 1000;
        private int asked;

        void collects(long alive) {
            count++;
            live = alive;
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public long live() {
            return live;
        }

        @Override
        public long occupied() {
            return occupied;
        }

        @Override
        public void collect() {
            asked++;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long busyNanos() {
            return busy;
        }
    }

    /** Between collections the graph's prediction moves the reading; each collection puts it right. */
    @Test
    void heapIsReadAtCollectionsAndPredictedBetween() {
        Told told = new Told();
        HeapGauge gauge = new HeapGauge(told, 1000);
        gauge.update(0, 300);
        assertThat(gauge.used()).isEqualTo(300);
        told.collects(600);
        gauge.update(TICK, 400);
        assertThat(gauge.used()).as("350 were predicted when it was, about").isEqualTo(650);
        gauge.update(2 * TICK, 550);
        assertThat(gauge.used()).isEqualTo(800);
        gauge.update(3 * TICK, 100);
        assertThat(gauge.used()).isEqualTo(350);
    }

    @Test
    void noMoreIsHeldThanIsOccupiedWhateverIsPredicted() {
        Told told = new Told();
        HeapGauge gauge = new HeapGauge(told, 1000);
        told.occupied = 120;
        gauge.update(0, 5000);
        assertThat(gauge.used()).isEqualTo(120);
        assertThat(gauge.strain()).isLessThan(0.2);
        told.occupied = -1;
        gauge.update(TICK, 0);
        assertThat(gauge.used()).as("a wrong reading shows").isNegative();
    }

    /** Where nobody allocates because all are held, no collection would tell that they need not be. */
    @Test
    void asksForACollectionOnlyIfNoneCameAndNotOften() {
        Told told = new Told();
        HeapGauge gauge = new HeapGauge(told, 1000);
        int[] asked = new int[25];
        for (int second = 0; second < asked.length; second++) {
            if (second < 3) {
                told.collects(900);
            }
            gauge.update(second * 1_000_000_000L, 0);
            gauge.confirm();
            asked[second] = told.asked;
        }
        assertThat(asked[2]).as("they come by themselves").isZero();
        assertThat(asked[3]).isOne();
        assertThat(asked[12]).isOne();
        assertThat(asked[13]).isEqualTo(2);
        assertThat(asked[24]).isEqualTo(3);
    }

    /** The young alone may have been collected: what has died among the old is found again and again, until it is not. */
    @Test
    void noCollectionIsBelievedAlone() {
        Told told = new Told();
        HeapGauge gauge = new HeapGauge(told, 1000);
        told.collects(400);
        gauge.update(0, 0);
        assertThat(gauge.used()).isEqualTo(400);
        told.collects(600);
        gauge.update(TICK, 0);
        assertThat(gauge.used()).isEqualTo(450);
        for (int i = 2; i < 20; i++) {
            told.collects(600);
            gauge.update(i * TICK, 0);
        }
        assertThat(gauge.used()).as("they all find it").isGreaterThan(590);
    }

    @Test
    void timeInCollectionsIsASignIfItLastsAndTheProcessorsAreBusy() {
        long window = 500_000_000;
        Told told = new Told();
        HeapGauge gauge = new HeapGauge(told, 1000);
        told.collects(600);
        gauge.update(0, 0);
        double[] strains = new double[6];
        for (int i = 0; i < strains.length; i++) {
            boolean isIdle = i >= 4;
            told.nanos += window * 35 / 100;
            told.busy += isIdle ? window * 3 / 4 : window;
            gauge.update((i + 1) * window, 0);
            strains[i] = gauge.strain();
        }
        assertThat(strains[0]).as("one window may be of compilers at work").isLessThan(0.7);
        assertThat(strains[1]).as("too much of the time in collections").isEqualTo(1);
        assertThat(strains[4]).as("the processors have some to spare").isLessThan(0.7);
    }

    /** Little's law: with the knee passed, each stays open for longer and no more are closed. */
    @Test
    void lifetimesTellOfTheKnee() {
        double[] state = new double[2];
        DescriptorGauge gauge = new DescriptorGauge(new DescriptorGauge.Count() {
            @Override
            public double open() {
                return state[0];
            }

            @Override
            public double closed() {
                return state[1];
            }
        }, 10_000);
        double exact = 0;
        for (int i = 0; i < 500; i++) {
            state[0] = i < 250 ? 50 : 500;
            exact = i < 250 ? 0.05 : 0.5; // at 1,000 a second
            state[1] += 20;
            gauge.update(now += TICK);
            gauge.used();
            double strain = gauge.strain();
            assertThat(strain >= 1).as("at %d", i).isEqualTo(gauge.lifetime() >= 0.05 * 2.5 && strain >= 1);
            if (i < 250) {
                assertThat(strain).isLessThan(1);
            }
        }
        assertThat(gauge.lifetime()).isCloseTo(exact, org.assertj.core.data.Percentage.withPercentage(15));
        assertThat(gauge.strain()).isGreaterThan(1);
    }
}
