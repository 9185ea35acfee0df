package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.limit.Decision;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.SchedulingPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real graph, policy and limits under loads that are bound by one resource, on a virtual clock. */
class SimulatedLoadsTest {
    private static final long HEAP = 512 * Loads.MEGABYTE;
    private static final long SEED = 20031019;

    private static Simulation memory(@Nullable SchedulingPolicy policy, int carriers, int clients, List<Simulation.Client> all) {
        return memory(policy, carriers, clients, all, false);
    }

    private static Simulation memory(@Nullable SchedulingPolicy policy, int carriers, int clients, List<Simulation.Client> all,
            boolean generations) {
        Simulation s = new Simulation(carriers, SEED, policy);
        s.heap(HEAP, generations);
        for (int i = 0; i < clients; i++) {
            all.add(s.start(s.random.nextLong(SECOND), Loads.memory(s)));
        }
        return s;
    }

    /** Requests a second, after ten seconds. */
    private static double measure(Simulation s, int kind) {
        s.runUntil(10 * SECOND);
        s.forgetResults();
        s.runUntil(40 * SECOND);
        return s.completed[kind] / 30.0;
    }

    /** What a semaphore gives whose size was found by trying, if it costs nothing. */
    private static double bestByHand(int clients, boolean generations) {
        double best = 0;
        for (int permits : new int[] {8, 16, 32, 48, 64, 96, 112, 120}) {
            if (permits <= clients) {
                best = Math.max(best, measure(memory(new FifoPolicy(1), 1, permits, new ArrayList<>(), generations), 0));
            }
        }
        return best;
    }

    @ParameterizedTest
    @CsvSource({"1,50,false", "1,100,false", "1,200,false", "1,500,false", "1,1000,false", "2,1000,false", "1,50,true", "1,200,true", "1,1000,true"})
    void memoryBoundServerStaysAtItsKnee(int carriers, int clients, boolean generations) {
        List<Simulation.Client> all = new ArrayList<>();
        Simulation s = memory(null, carriers, clients, all, generations);
        double rate = measure(s, 0);
        double best = bestByHand(clients, generations);
        System.out.printf("memory %d carriers %d clients: %.0f/s, best by hand %.0f/s, out of memory %d, Jain %.3f, p99 %.0f ms, gc %.0f%%%n%s%n",
                carriers, clients, rate, best, s.heap.failures, jain(all), s.percentile(0, 0.99) / 1e6, s.heap.nanos / 4e8, s.governor.explain().lines().limit(8).toList());
        assertThat(s.heap.failures).as(s.governor.explain()).isZero();
        assertThat(rate).as(s.governor.explain()).isGreaterThan(0.85 * best);
        assertThat(jain(all)).isGreaterThan(0.95);
    }

    /** All clients send at once, before anything is known, twice what fits: few of them go until it is known what they take. */
    @Test
    void heapIsNotFilledBeforeAnythingIsKnown() {
        Simulation s = new Simulation(1, SEED, null);
        s.heap(HEAP, false);
        for (int i = 0; i < 300; i++) {
            s.start(0, Loads.greedy(s));
        }
        s.governor.tick(0); // as the housekeeper does before the program begins
        s.runUntil(SECOND / 5);
        assertThat(s.heap.failures).as("before the first is answered").isZero();
        assertThat(s.heap.live).isBetween(HEAP / 2, HEAP * 15 / 16);
        s.runUntil(10 * SECOND);
        System.out.printf("greedy: %d done, %d out of memory%n", s.completed[0], s.heap.failures);
        assertThat(s.completed[0]).isGreaterThan(3000);
    }

    @Test
    void firstInFirstOutRunsOutOfMemoryThere() {
        Simulation s = memory(new FifoPolicy(1), 1, 500, new ArrayList<>());
        double rate = measure(s, 0);
        System.out.printf("memory fifo 500: %.0f/s, out of memory %d%n", rate, s.heap.failures);
        assertThat(s.heap.failures).isPositive();
    }

    static double jain(List<Simulation.Client> all) {
        double sum = 0;
        double squares = 0;
        for (Simulation.Client c : all) {
            sum += c.kind;
            squares += (double) c.kind * c.kind;
        }
        return squares == 0 ? 0 : sum * sum / (squares * all.size());
    }

    /** Clients come one after the other, so that the server is seen with few before it has many. */
    private static Simulation descriptors(@Nullable SchedulingPolicy policy, int clients) {
        Simulation s = new Simulation(1, SEED, policy);
        Resource open = s.measured(s.resources.get(Resource.DESCRIPTORS));
        long[] closed = new long[1];
        if (s.governs) {
            Loads.watchDescriptors(s, open, closed);
        }
        for (int i = 0; i < clients; i++) {
            s.start(5 * SECOND * i / clients, Loads.descriptors(s, open, closed));
        }
        return s;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300, 1000})
    void descriptorBoundServerFindsItsKnee(int clients) {
        double best = 0;
        for (int permits : new int[] {50, 100, 150, 200, 250}) {
            if (permits <= clients) {
                best = Math.max(best, measure(descriptors(new FifoPolicy(1), permits), 1));
            }
        }
        Simulation s = descriptors(null, clients);
        double rate = measure(s, 1);
        double fifo = measure(descriptors(new FifoPolicy(1), clients), 1);
        System.out.printf("descriptors %d clients: %.0f/s, fifo %.0f/s, best by hand %.0f/s, decisions %d%n%s%n", clients, rate, fifo, best,
                s.governor.journal().count(), s.governor.explain().lines().limit(8).toList());
        assertThat(rate).as(s.governor.explain()).isGreaterThan(0.75 * best);
        if (clients == 1000) {
            assertThat(rate).isGreaterThan(3 * fifo);
            assertThat(s.governor.journal().decisions()).extracting(Decision::kind).contains(Decision.Kind.CUT, Decision.Kind.FULL);
        }
    }

    /** Each request takes one of ten connections for 5 ms: a tenth of a tick's budget would not do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resourceThatIsHeldForShortIsKeptInUse(int carriers) {
        Simulation s = new Simulation(carriers, SEED, null);
        Resource db = s.measured(s.resources.named("db")).limit(10);
        long[] most = new long[1];
        for (int i = 0; i < 200; i++) {
            s.start(i, Loads.pooled(s, db, most));
        }
        s.runUntil(SECOND);
        most[0] = 0;
        double rate = measure(s, 0);
        System.out.printf("pooled %d carriers: %.0f/s of 2000, at most %d of 10 in use%n", carriers, rate, most[0]);
        assertThat(rate).as(s.governor.explain()).isGreaterThan(0.85 * 2000);
        assertThat(most[0]).isLessThanOrEqualTo(10 + 2 + carriers);
    }

    private static Simulation cpu(@Nullable SchedulingPolicy policy, double perSecond) {
        Simulation s = new Simulation(1, SEED, policy);
        Loads.arrive(s, 0, 40 * SECOND, perSecond);
        return s;
    }

    @ParameterizedTest
    @CsvSource({"950,0.8", "1500,0.1", "2500,0.1"})
    void lightRequestsDoNotWaitForHeavyOnes(double perSecond, double share) {
        Simulation s = cpu(null, perSecond);
        double light = measure(s, 2);
        Simulation f = cpu(new FifoPolicy(1), perSecond);
        double fifo = measure(f, 2);
        double both = light + s.completed[3] / 30.0;
        System.out.printf("cpu %.0f/s: light %.0f/s p99 %.2f ms, heavy %.0f/s p99 %.0f ms; fifo: light %.0f/s p99 %.2f ms, heavy %.0f/s%n%s%n", perSecond,
                light, s.percentile(2, 0.99) / 1e6, s.completed[3] / 30.0, s.percentile(3, 0.99) / 1e6, fifo, f.percentile(2, 0.99) / 1e6,
                f.completed[3] / 30.0, s.governor.explain().lines().limit(8).toList());
        assertThat(light).isGreaterThan(0.95 * 0.9 * perSecond);
        assertThat((double) s.percentile(2, 0.99)).isLessThan(share * f.percentile(2, 0.99));
        assertThat((double) s.completed[3]).as("heavy ones end, and do not only begin").isGreaterThan(0.9 * f.completed[3]);
        assertThat(both).as("and nothing is lost").isGreaterThan(0.95 * (fifo + f.completed[3] / 30.0));
    }
}
