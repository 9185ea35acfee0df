package capriccio.continuations.analysis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Capriccio's placement of stack checkpoints: which call sites must test for room, so that between two tests no more
 * than {@code maxPath} slots are used, unless one frame alone is larger.
 *
 * <p>First pass: every back edge of a depth-first search is checked, so that no cycle is left. Second pass, bottom-up:
 * an edge is checked if what lies below it without a check, together with the caller's frame, passes {@code maxPath}.
 * Pseudo-nodes hold no checks: a call into one that has a back edge is checked instead, for all that it leads to. A call of an external node
 * links room for it without a test.
 */
final class Placement {
    /** What a call site does about room. */
    enum Action {
        /** Nothing. */
        SKIP,
        /** Tests, and links a chunk if there is not enough. */
        TEST,
        /** Links a chunk always: the callee's need is unknown. */
        LINK
    }

    private final StackGraph graph;
    private final int maxPath;
    /** By node, by successor. */
    private final List<Action[]> actions = new ArrayList<>();
    private final int[] need;
    private final BitSet backInto = new BitSet();

    private Placement(StackGraph graph, int maxPath) {
        this.graph = graph;
        this.maxPath = maxPath;
        this.need = new int[graph.size()];
        for (int n = 0; n < graph.size(); n++) {
            actions.add(new Action[graph.successors(n).size()]);
        }
    }

    static Placement of(StackGraph graph, int maxPath) {
        if (maxPath < 1) {
            throw new IllegalArgumentException("MaxPath is " + maxPath + "; it must be positive");
        }
        Placement p = new Placement(graph, maxPath);
        BitSet called = new BitSet();
        for (int n = 0; n < graph.size(); n++) {
            graph.successors(n).forEach(called::set);
        }
        Search search = p.new Search();
        for (int n = called.nextClearBit(0); n < graph.size(); n = called.nextClearBit(n + 1)) {
            search.from(n); // entry points first: the synthetic start node's successors
        }
        for (int n = 0; n < graph.size(); n++) {
            search.from(n); // what only cycles reach
        }
        p.completePseudoNodes();
        return p;
    }

    /** Every call into such a node tests, so what it needs counts for those tests only, back edges included. */
    private void completePseudoNodes() {
        for (int n = backInto.nextSetBit(0); n >= 0; n = backInto.nextSetBit(n + 1)) {
            for (int s : graph.successors(n)) {
                need[n] = Math.max(need[n], need[s]);
            }
        }
    }

    /** Depth-first without recursion; settles each node once all that it calls is settled. */
    private final class Search {
        private final BitSet seen = new BitSet();
        private final BitSet open = new BitSet();
        private final int[] next = new int[graph.size()];

        void from(int root) {
            if (seen.get(root)) {
                return;
            }
            List<Integer> path = new ArrayList<>();
            enter(path, root);
            while (!path.isEmpty()) {
                int n = path.get(path.size() - 1);
                if (next[n] == graph.successors(n).size()) {
                    path.remove(path.size() - 1);
                    open.clear(n);
                    settle(n);
                    continue;
                }
                int edge = next[n]++;
                int s = graph.successors(n).get(edge);
                if (open.get(s)) {
                    back(n, edge);
                } else if (!seen.get(s)) {
                    enter(path, s);
                }
            }
        }

        private void enter(List<Integer> path, int n) {
            seen.set(n);
            open.set(n);
            path.add(n);
        }
    }

    private void back(int n, int edge) {
        if (graph.kind(n) == StackGraph.Kind.SELECTOR) {
            backInto.set(n);
            actions.get(n)[edge] = Action.SKIP; // its callers test
        } else {
            actions.get(n)[edge] = Action.TEST;
        }
    }

    private void settle(int n) {
        int below = 0;
        Action[] mine = actions.get(n);
        for (int edge = 0; edge < mine.length; edge++) {
            if (mine[edge] != null) {
                continue; // a back edge
            }
            int s = graph.successors(n).get(edge);
            boolean pseudo = graph.kind(n) == StackGraph.Kind.SELECTOR;
            if (graph.kind(s) == StackGraph.Kind.EXTERNAL) {
                mine[edge] = Action.LINK;
            } else if (backInto.get(s) || (!pseudo && need[s] + graph.weight(n) > maxPath)) {
                mine[edge] = Action.TEST;
            } else {
                mine[edge] = Action.SKIP;
                below = Math.max(below, need[s]);
            }
        }
        need[n] = graph.weight(n) + below;
    }

    Action action(int from, int edge) {
        return actions.get(from)[edge];
    }

    /** Slots used from here down to the next test. */
    int need(int node) {
        return need[node];
    }

    /** What a test before this callee must guarantee, as a chunk's size: a power of two, at least {@code minChunk}. */
    int chunk(int callee, int minChunk) {
        int wanted = Math.max(Math.max(need[callee], minChunk), 1);
        int power = Integer.highestOneBit(wanted);
        return power == wanted ? power : power << 1;
    }

    /** Call sites of methods that do this; the edges of pseudo-nodes are no sites. */
    int count(Action action) {
        int count = 0;
        for (int n = 0; n < graph.size(); n++) {
            if (graph.kind(n) == StackGraph.Kind.METHOD) {
                for (Action a : actions.get(n)) {
                    count += a == action ? 1 : 0;
                }
            }
        }
        return count;
    }
}
