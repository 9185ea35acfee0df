package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Simulation.MICRO;
import static capriccio.blockinggraph.policy.Simulation.MILLI;
import static capriccio.blockinggraph.policy.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However scarce a resource is, threads that take it go on. */
class ProgressTest {
    private static final int HELD = 60;

    private static Simulation.Program worker(Simulation s) {
        return Simulation.program(100 * MICRO, c -> {
            s.done(c, 1);
            c.block(51, MILLI);
        });
    }

    /**
     * Ten minutes in which the resource is never below its limit, beside others that keep each carrier busy: no thread waits
     * for longer than a tick for each held one, and a tick.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nodeThatAlwaysTakesGoesOn(int carriers) {
        Simulation s = new Simulation(carriers, 7, null);
        Resource resource = s.measured(s.resources.named("scarce")).limit(10);
        for (int i = 0; i < HELD; i++) {
            s.start(i * MILLI, Loads.taker(s, resource));
        }
        for (int i = 0; i < 8 * carriers; i++) {
            s.start(0, worker(s));
        }
        s.runUntil(SECOND); // the graph learns who takes
        resource.acquire(1000); // somebody else's, and for good
        s.forgetResults();
        s.runUntil(600 * SECOND);
        System.out.printf("progress, %d carriers: longest wait %.1f ms, %d takers went%n", carriers, s.longestWait / 1e6, s.completed[0]);
        assertThat(s.governor.explain()).contains("scarce").contains("is held");
        assertThat(s.longestWait).isLessThanOrEqualTo((HELD + 2) * Simulation.TICK);
        assertThat(s.completed[0]).isGreaterThan(10_000);
        assertThat(s.completed[1]).as("others do not notice").isGreaterThan(8L * carriers * 100_000);
    }

    /** A thread that is nowhere twice, as in a program that starts: nothing is known of where it is, and the heap is empty. */
    @Test
    void whoGoesNewWaysDoesNotWaitForTicks() {
        Simulation s = new Simulation(1, 7, null);
        s.heap(512 * Loads.MEGABYTE, false);
        s.start(0, Simulation.program(20 * MICRO, c -> {
            c.state++;
            s.done(c, 0);
            c.block(1_000 + c.state, Simulation.YIELD);
        }));
        s.governor.tick(0); // as the housekeeper does before the program begins
        s.runUntil(SECOND / 10);
        assertThat(s.completed[0]).as(s.governor.explain()).isGreaterThan(2_500);
    }

    /**
     * The first threads load classes on their way to where they wait, 6 MB of garbage each. A thousand that come there later, on
     * another way, take nothing, and by the graph hold ten times the heap.
     */
    @Test
    void whatIsPredictedButNotSoHoldsNobodyForLong() {
        Simulation s = new Simulation(1, 7, null);
        s.heap(512 * Loads.MEGABYTE, false);
        for (int i = 0; i < 1_100; i++) {
            boolean loads = i < 100;
            s.start(loads ? i * MILLI : SECOND, Simulation.program(20 * MICRO, c -> {
                if (c.state == 0 && loads) {
                    assertThat(c.retain(6 * Loads.MEGABYTE)).isTrue();
                    c.letGo();
                }
                s.done(c, loads ? 0 : 1);
                c.block(c.state == 0 && !loads ? 73 : 72, SECOND / 2);
                c.state = 1;
            }));
        }
        s.runUntil(SECOND);
        s.forgetResults();
        s.runUntil(6 * SECOND);
        assertThat(s.completed[1]).as(s.governor.explain()).isGreaterThan(7_000);
        assertThat(s.longestWait).as(s.governor.explain()).isLessThan(2 * SECOND);
    }
}
