package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Simulation.MILLI;
import static capriccio.blockinggraph.policy.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import org.junit.jupiter.api.Test;

/** Memory-bound, then bound by descriptors, then by the CPU, then idle, and again: followed without a restart. */
class ShiftingDemandTest {
    private static final int CLIENTS = 400;
    private static final long PHASE = 30 * SECOND;
    private static final int SETTLE = 12;

    /** Works in its own phase of each round, and sleeps in the others. */
    private static Simulation.Program inPhase(Simulation s, int phase, Simulation.Program work, long idleAt) {
        return new Simulation.Program() {
            @Override
            public long runs(Simulation.Client c) {
                return work.runs(c);
            }

            @Override
            public void act(Simulation.Client c) {
                long in = s.clock % (4 * PHASE);
                boolean mine = in / PHASE == phase;
                if (!mine && c.state <= 1) {
                    long begins = s.clock - in + phase * PHASE;
                    c.block(idleAt, (begins > s.clock ? begins : begins + 4 * PHASE) - s.clock + s.random.nextLong(SECOND));
                } else {
                    work.act(c);
                }
            }
        };
    }

    @Test
    void isFollowed() {
        Simulation s = new Simulation(1, 5, null);
        s.heap(512 * Loads.MEGABYTE, false);
        Resource open = s.measured(s.resources.get(Resource.DESCRIPTORS));
        long[] closed = new long[1];
        Loads.watchDescriptors(s, open, closed);
        for (int i = 0; i < CLIENTS; i++) {
            s.start(i * MILLI, inPhase(s, 0, Loads.memory(s), 10));
            s.start(i * MILLI, inPhase(s, 1, Loads.descriptors(s, open, closed), 20));
        }
        for (int round = 0; round < 2; round++) {
            long begin = round * 4L * PHASE;
            Loads.arrive(s, begin + 2 * PHASE, begin + 3 * PHASE, 1500);
        }
        for (int round = 0; round < 2; round++) {
            steady(s, "memory", 0, 450);
            steady(s, "descriptors", 1, 1400);
            steady(s, "cpu", 2, 1250);
            s.runUntil(s.clock + PHASE);
        }
        assertThat(s.heap.failures).isZero();
    }

    /** After settling, no second is more than a fifth off the phase's mean. */
    private static void steady(Simulation s, String what, int kind, double least) {
        long end = s.clock + PHASE;
        s.runUntil(s.clock + SETTLE * SECOND);
        double sum = 0;
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        int seconds = 0;
        while (s.clock + SECOND <= end - SECOND) {
            long before = s.completed[kind];
            s.runUntil(s.clock + SECOND);
            double rate = s.completed[kind] - before;
            sum += rate;
            seconds++;
            lowest = Math.min(lowest, rate);
            highest = Math.max(highest, rate);
        }
        s.runUntil(end);
        double mean = sum / seconds;
        System.out.printf("shift %s: mean %.0f/s, from %.0f to %.0f, out of memory %d%n", what, mean, lowest, highest, s.heap.failures);
        assertThat(mean).as(what + s.governor.explain()).isGreaterThan(least);
        assertThat(lowest).as(what + s.governor.explain()).isGreaterThan(0.8 * mean);
        assertThat(highest).as(what).isLessThan(1.2 * mean);
    }
}
