package capriccio.blockinggraph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocking point: the chain of suspend points at which threads blocked. */
final class Node {
    final int number;
    /** The chain, innermost first, as {@code class.method:line}. */
    final List<String> frames;
    /** Hash of the chain. */
    final long chain;
    /** Edges out of here, newest first; grows only, each published by a volatile write. */
    private volatile @Nullable Edge edges;

    /** The edge taken last: a thread in a loop goes where the one before it went. Racy; an edge never changes its end. */
    private @Nullable Edge last;

    Node(int number, long chain, List<String> frames) {
        this.number = number;
        this.chain = chain;
        this.frames = List.copyOf(frames);
    }

    /** The edge to the node of that chain, or null if none is known. */
    @Nullable Edge edgeTo(long toChain) {
        Edge e = last;
        if (e != null && e.to.chain == toChain) {
            return e;
        }
        e = edges;
        while (e != null && e.to.chain != toChain) {
            e = e.next;
        }
        if (e != null) {
            last = e;
        }
        return e;
    }

    Edge edgeTo(Node to) {
        Edge e = find(edges, to);
        return e != null ? e : addEdge(to);
    }

    private static @Nullable Edge find(@Nullable Edge from, Node to) {
        Edge e = from;
        while (e != null && e.to != to) {
            e = e.next;
        }
        return e;
    }

    private synchronized Edge addEdge(Node to) {
        Edge e = find(edges, to);
        if (e == null) {
            e = new Edge(to, edges);
            edges = e;
        }
        return e;
    }

    List<Edge> edges() {
        List<Edge> all = new ArrayList<>();
        for (Edge e = edges; e != null; e = e.next) {
            all.add(e);
        }
        return all;
    }

    /** The innermost frame outside of the JDK, or the innermost of all. */
    String label() {
        for (String frame : frames) {
            if (!frame.startsWith("java.") && !frame.startsWith("sun.") && !frame.startsWith("jdk.")
                    && !frame.startsWith("capriccio.continuations.runtime.")
                    && !frame.startsWith("capriccio.iointercept.runtime.")) {
                return frame;
            }
        }
        return frames.isEmpty() ? "?" : frames.get(0);
    }
}
