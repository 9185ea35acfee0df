package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.Resource;
import org.jspecify.annotations.Nullable;

/**
 * How nodes are treated until the next plan, by their number: a node that is not in it, being new, is like most others and
 * takes nothing that is known. Immutable but for the budgets.
 */
final class Plan {
    /** From 0, which gets the largest share, to 8. */
    static final int LEVELS = 9;

    static final int NEUTRAL = LEVELS / 2;

    /** Nothing is known. */
    static final Plan NONE = none();

    private final long floor;
    private final byte[] levels;
    /** What a run costs, in microseconds. */
    private final int[] costs;
    /** Bits by resource: the node takes some. */
    private final int[] takes;
    /** The same: it gives some back. */
    private final int[] gives;
    /** By resource and node: how much it takes, or gives. */
    private final long[][] amounts;
    /** By resource; null where there is no limit. */
    private final @Nullable Budget[] budgets;
    /** By node: what it takes is known. */
    private final boolean[] known;
    /** How many threads may go from each other node, by the low bits of its number; none for any number. */
    private final Budget[] unknown;

    private volatile int reopenings;

    Plan(long floor, byte[] levels, int[] costs, int[] takes, int[] gives, long[][] amounts, @Nullable Budget[] budgets,
            boolean[] known, Budget[] unknown) {
        this.floor = floor;
        this.levels = levels;
        this.costs = costs;
        this.takes = takes;
        this.gives = gives;
        this.amounts = amounts;
        this.budgets = budgets;
        this.known = known;
        this.unknown = unknown;
    }

    /** Another such. */
    static Plan none() {
        return new Plan(0, new byte[0], new int[0], new int[0], new int[0], new long[0][], new @Nullable Budget[0],
                new boolean[0], new Budget[0]);
    }

    /** Under plans with the same number here, one held thread goes in all, whatever is scarce. */
    long floor() {
        return floor;
    }

    int level(int node) {
        return node < levels.length ? levels[node] : NEUTRAL;
    }

    int cost(int node) {
        return node < costs.length ? costs[node] : 1;
    }

    /** Null if any number of threads may go from there, as far as that is concerned. */
    private @Nullable Budget unknown(int node) {
        boolean isKnown = unknown.length == 0 || (node < known.length && known[node]);
        return isKnown ? null : unknown[node & (unknown.length - 1)];
    }

    /** True if a run from there is likely to take some of a limited resource, or to give some back, or may do so. */
    boolean counts(int node) {
        return unknown(node) != null || (node < takes.length && (takes[node] | gives[node]) != 0);
    }

    /** The resource that holds threads at that node back now, or −1. */
    int blocking(int node) {
        Budget u = unknown(node);
        if (u != null && u.isSpent()) {
            return Resource.HEAP;
        }
        int left = node < takes.length ? takes[node] : 0;
        while (left != 0) {
            int r = Integer.numberOfTrailingZeros(left);
            Budget b = r < Resource.MOST ? budgets[r] : null;
            if (b != null && b.isSpent()) {
                return r;
            }
            left &= left - 1;
        }
        return -1;
    }

    /** A thread goes from there: what it is likely to take is taken, what it gives back may be taken by the next. */
    void go(int node) {
        Budget u = unknown(node);
        if (u != null) {
            u.take(1);
        }
        if (node >= takes.length) {
            return;
        }
        for (int left = takes[node]; left != 0; left &= left - 1) {
            int r = Integer.numberOfTrailingZeros(left);
            Budget b = budgets[r];
            if (b != null) {
                b.take(amounts[r][node]);
            }
        }
        for (int left = gives[node]; left != 0; left &= left - 1) {
            int r = Integer.numberOfTrailingZeros(left);
            Budget b = budgets[r];
            if (b != null && b.give(amounts[r][node])) {
                reopen();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // if two become one, whoever missed it looks at the next plan
    private void reopen() {
        reopenings++;
    }

    /** Changes when something can be taken again that could not. */
    int reopenings() {
        return reopenings;
    }

    /** How many threads went that take some of that resource. */
    int takers(int resource) {
        Budget b = resource < budgets.length ? budgets[resource] : null;
        return b == null ? 0 : b.takers();
    }
}
