package capriccio.blockinggraph;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A blocking point: the chain of suspend points at which threads blocked. */
final class Node {
    final int number;
    /** The chain, innermost first, as {@code class.method:line}. */
    final List<String> frames;
    /** Threads that are blocked here now. */
    final AtomicLong threads = new AtomicLong();
    /** How often a thread blocked here. */
    final AtomicLong visits = new AtomicLong();
    /** Edges out of here, newest first; grows only, each published by a volatile write. */
    private volatile @Nullable Edge edges;

    Node(int number, List<String> frames) {
        this.number = number;
        this.frames = List.copyOf(frames);
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
