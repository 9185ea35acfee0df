package capriccio.blockinggraph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.test.Threads;
import capriccio.continuations.runtime.UserThread;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order threads go: letters are nodes, digits the order in which their threads came. */
class PickersTest {
    /** What a run is predicted to take, in microseconds, where that does not matter. */
    private static final int COST = 10;

    private final BlockingGraph graph = new BlockingGraph();
    private final IdentityHashMap<UserThread, String> names = new IdentityHashMap<>();

    private UserThread at(char node, String name) {
        UserThread u = Threads.thread();
        graph.blocked(u, node, 1, 0);
        names.put(u, name);
        return u;
    }

    private String order(RunQueues queues) {
        StringBuilder order = new StringBuilder();
        for (UserThread u = queues.next(0); u != null; u = queues.next(0)) {
            order.append(names.get(u)).append(' ');
        }
        return order.toString().trim();
    }

    @ParameterizedTest
    @CsvSource({
        "LIFO,a1 a2 b1 a3 b2,b2 a3 b1 a2 a1",
        "ROUNDROBIN,a1 a2 b1 a3 b2,a1 b1 a2 b2 a3",
        "COHORT,a1 a2 b1 a3 b2,a1 a2 a3 b1 b2",
        "GRAPH,a1 a2 b1 a3 b2,a1 b1 a2 a3 b2", // a turn has those that waited when it began: one
    })
    void order(RunQueues.Kind kind, String in, String out) {
        RunQueues queues = new RunQueues(kind, 1);
        for (String name : in.split(" ", -1)) {
            queues.enqueue(at(name.charAt(0), name), 0);
        }
        assertThat(order(queues)).isEqualTo(out);
    }

    private static Plan plan(long serial, int[] levels, int taking, long budget) {
        return plan(serial, levels, taking, budget, COST, COST);
    }

    private static Plan plan(long serial, int[] levels, int taking, long budget, int first, int others) {
        byte[] all = new byte[3 + levels.length];
        int[] takes = new int[all.length];
        long[] amounts = new long[all.length];
        Arrays.fill(amounts, 1);
        for (int i = 0; i < levels.length; i++) {
            all[3 + i] = (byte) levels[i];
        }
        int[] gives = new int[all.length];
        if (taking >= 0) {
            takes[taking] = 1 << Resource.HEAP;
            if (taking + 1 < all.length) {
                gives[taking + 1] = 1 << Resource.HEAP;
            }
        }
        int[] costs = new int[all.length];
        Arrays.fill(costs, others);
        costs[3] = first;
        return new Plan(serial, all, costs, takes, gives, new long[][] {{}, amounts}, new @Nullable Budget[] {null, new Budget(budget)}, new boolean[0], new Budget[0]);
    }

    @Test
    void sharesAreThoseOfTheLevels() {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        int each = 4000;
        for (int i = 0; i < each; i++) {
            queues.enqueue(at('a', "a"), 0);
            queues.enqueue(at('b', "b"), 0);
            queues.enqueue(at('c', "c"), 0);
        }
        queues.follow(plan(1, new int[] {2, 3, 5}, -1, 0));
        int[] count = new int[3];
        for (int i = 0; i < each; i++) {
            UserThread u = queues.next(0);
            assertThat(u).isNotNull();
            count[names.getOrDefault(u, "?").charAt(0) - 'a']++;
        }
        assertThat(count[0]).isBetween(each * 8 / 13 - 3, each * 8 / 13 + 3);
        assertThat(count[1]).isBetween(each * 4 / 13 - 3, each * 4 / 13 + 3);
        assertThat(count[2]).isBetween(each / 13 - 3, each / 13 + 3);
    }

    /** 'a' takes one, 'b' gives one back: one in, one out. */
    @Test
    void whatIsGivenBackIsTakenUnderTheSamePlan() {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        for (String name : "a1 a2 a3 a4".split(" ", -1)) {
            queues.enqueue(at('a', name), 0);
        }
        UserThread b = at('b', "b");
        queues.follow(plan(1, new int[] {4, 4}, 3, 1));
        assertThat(order(queues)).isEqualTo("a1");
        assertThat(queues.hasWork()).isFalse();
        queues.enqueue(b, 0);
        assertThat(order(queues)).as("the plan's one held thread, for which b makes up").isEqualTo("a2 b");
        queues.enqueue(b, 0);
        assertThat(order(queues)).isEqualTo("b a3");
        queues.enqueue(b, 0);
        assertThat(order(queues)).isEqualTo("b a4");
        assertThat(queues.held()).isZero();
    }

    @Test
    void spentBudgetHoldsANodeBackButForOneThreadAPlan() {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        UserThread b = at('b', "b1");
        queues.enqueue(at('a', "a1"), 0);
        queues.enqueue(b, 0);
        queues.enqueue(at('a', "a2"), 0);
        queues.enqueue(at('a', "a3"), 0);
        queues.enqueue(at('a', "a4"), 0);
        int a = 4; // 'b' was seen first, and gives nothing
        queues.follow(plan(1, new int[] {4, 4}, a, 2));
        assertThat(order(queues)).isEqualTo("a1 b1 a2");
        assertThat(queues.held()).isPositive();
        assertThat(queues.hasWork()).as("what is held back is no work").isFalse();
        queues.enqueue(b, 0);
        assertThat(order(queues)).as("one held thread, and others").isEqualTo("a3 b1");
        queues.enqueue(b, 0);
        assertThat(order(queues)).as("others").isEqualTo("b1");
        queues.follow(plan(2, new int[] {4, 4}, a, 0));
        assertThat(queues.hasWork()).isTrue();
        assertThat(order(queues)).isEqualTo("a4");
        assertThat(queues.held()).isZero();
    }

    /**
     * Nodes 'a' and 'b' have always a thread to run, and carriers take turns. A run of 'a', which has half the share, is
     * predicted to take 1 ms, one of 'b' 10 µs. How many of 10,000 runs are of 'a', if they take so many microseconds?
     */
    private int runsOf(int micros, int carriers) {
        long[] now = new long[1];
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, carriers, () -> now[0]);
        queues.enqueue(at('a', "a"), 0);
        queues.enqueue(at('b', "b"), 0);
        for (int i = 0; i < carriers; i++) {
            queues.enqueue(at('a', "a"), 0);
            queues.enqueue(at('b', "b"), 0);
        }
        queues.follow(plan(1, new int[] {5, 4}, -1, 0, 1_000, 10));
        @Nullable UserThread[] running = new @Nullable UserThread[carriers];
        int runs = 0;
        for (int i = 0; i < 10_000; i++) {
            int carrier = i % carriers;
            UserThread before = running[carrier];
            if (before != null) {
                queues.enqueue(before, 0);
            }
            UserThread next = queues.next(carrier);
            assertThat(next).isNotNull();
            running[carrier] = next;
            boolean ofA = names.getOrDefault(next, "?").equals("a");
            now[0] += (ofA ? micros : 10) * 1000L / carriers;
            runs += ofA ? 1 : 0;
        }
        return runs;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoIsTakenForLongButIsNotPaysForWhatItTakes(int carriers) {
        assertThat(runsOf(10, carriers)).isBetween(3_000, 3_500);
    }

    @Test
    void whoTakesAsLongAsPredictedPaysForIt() {
        assertThat(runsOf(1_000, 1)).isBetween(48, 52);
    }

    @Test
    void whoTakesHalfOfWhatIsPredictedPaysForThat() {
        assertThat(runsOf(500, 1)).isBetween(95, 105);
    }

    /** Nodes of one level share its time, and do not wait for all threads of a slow one. */
    @Test
    void turnsAreShortWhereRunsAreLong() {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        for (String name : "a1 a2 a3 b1 b2 b3".split(" ", -1)) {
            queues.enqueue(at(name.charAt(0), name), 0);
        }
        queues.follow(plan(1, new int[] {4, 4}, -1, 0, 1_000, 10));
        assertThat(order(queues)).isEqualTo("a1 b1 a2 b2 b3 a3");
    }

    /** So many threads wait at one node, all of them because their quantum was over; in which order do {@code quanta} go? */
    private String quanta(int threads, int quanta) {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        queues.follow(plan(1, new int[] {4}, -1, 0, 1_000, 10));
        for (int i = 1; i <= threads; i++) {
            UserThread u = at('a', "a" + i);
            u.overruns = 1;
            queues.enqueue(u, 0);
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < quanta; i++) {
            UserThread u = Objects.requireNonNull(queues.next(0));
            order.append(names.get(u)).append(' ');
            u.overruns++;
            queues.enqueue(u, 0);
        }
        return order.toString().trim();
    }

    @Test
    void aFewTakeTurnsWhenTheirQuantaAreOver() {
        assertThat(quanta(3, 7)).isEqualTo("a1 a2 a3 a1 a2 a3 a1");
    }

    @Test
    void ofACrowdEachGoesOnForSixteenQuanta() {
        assertThat(quanta(9, 33)).isEqualTo("a1 ".repeat(16) + "a2 ".repeat(16) + "a3");
    }

    /** Who has waited in between, or yields by itself, goes behind the others. */
    @Test
    void whoYieldsGoesBehindTheCrowd() {
        RunQueues queues = new RunQueues(RunQueues.Kind.GRAPH, 1);
        for (int i = 1; i <= 10; i++) {
            queues.enqueue(at('a', "a" + i), 0);
        }
        queues.enqueue(Objects.requireNonNull(queues.next(0)), 0);
        assertThat(order(queues)).isEqualTo("a2 a3 a4 a5 a6 a7 a8 a9 a10 a1");
    }
}
