package capriccio.continuations.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * A call graph weighted by frames: a node's weight is the slots that its frame can save. Virtual calls go through one
 * pseudo-node for each selector, which weighs nothing and can hold no check; callees outside of the graph are external.
 */
final class StackGraph {
    enum Kind {
        METHOD,
        /** All targets of a selector. */
        SELECTOR,
        /** Of unknown depth: whoever calls it links room of its own. */
        EXTERNAL
    }

    private final List<String> names = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private final List<List<Integer>> successors = new ArrayList<>();

    /** Adds a node and returns its number. */
    int add(String name, Kind kind, int weight) {
        if (weight < 0 || (kind != Kind.METHOD && weight != 0)) {
            throw new IllegalArgumentException("weight " + weight + " of " + kind + " " + name);
        }
        names.add(name);
        kinds.add(kind);
        weights.add(weight);
        successors.add(new ArrayList<>());
        return names.size() - 1;
    }

    /** Adds a call site; several between the same nodes are several edges. */
    void call(int from, int to) {
        successors.get(from).add(to);
    }

    int size() {
        return names.size();
    }

    String name(int node) {
        return names.get(node);
    }

    Kind kind(int node) {
        return kinds.get(node);
    }

    int weight(int node) {
        return weights.get(node);
    }

    List<Integer> successors(int node) {
        return successors.get(node);
    }
}
