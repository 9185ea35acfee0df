package capriccio.blockinggraph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocking point: the chain of suspend points at which threads blocked. */
final class Node {
    private static final VarHandle EDGES = MethodHandles.arrayElementVarHandle(Edge[].class);
    private static final int YOUNG = 32;

    final int number;
    /** The chain, innermost first, as {@code class.method:line}. */
    final List<String> frames;
    /** Hash of the chain. */
    final long chain;
    /** How many frames a thread has saved here; 0 if it differs from one to the next. */
    final int depth;
    /**
     * Edges out of here, hashed by the chain where they end, at most half full. Filled and replaced under this node's lock;
     * each entry is published by a release and never changes.
     */
    private volatile @Nullable Edge[] table = new @Nullable Edge[4];

    private int size; // guarded by this

    /** The edge taken last: a thread in a loop goes where the one before it went. Racy; an edge never changes its end. */
    private @Nullable Edge last;

    /** Runs that have begun here, up to {@link #YOUNG}; racy: some more or less do not matter. */
    private int begun;

    // of Forecaster alone
    /** What a thread here holds that it did not at its start, by the path that found it. */
    double retained;

    boolean reached;

    Node(int number, long chain, List<String> frames, int depth) {
        this.number = number;
        this.chain = chain;
        this.frames = List.copyOf(frames);
        this.depth = depth;
    }

    /** True for the first runs from here: all of them are measured. */
    boolean isYoung() {
        int n = begun;
        if (n >= YOUNG) {
            return false;
        }
        begun = n + 1;
        return true;
    }

    /** Threads come here by runs that take what none did before: the next ones are looked at. */
    void onSurprise() {
        begun = 0;
    }

    /** The edge to the node of that chain, or null if none is known. */
    @Nullable Edge edgeTo(long toChain) {
        Edge e = last;
        if (e != null && e.to.chain == toChain) {
            return e;
        }
        e = find(toChain);
        if (e != null) {
            last = e;
        }
        return e;
    }

    private @Nullable Edge find(long toChain) {
        @Nullable Edge[] edges = table;
        int mask = edges.length - 1;
        for (int i = slot(toChain, mask); ; i = (i + 1) & mask) {
            Edge e = (Edge) EDGES.getAcquire(edges, i);
            if (e == null || e.to.chain == toChain) {
                return e;
            }
        }
    }

    private static int slot(long chain, int mask) {
        long h = chain * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 40) & mask;
    }

    synchronized Edge addEdge(Node to) {
        Edge e = find(to.chain);
        if (e == null) {
            e = new Edge(to);
            if (2 * (size + 1) > table.length) {
                grow();
            }
            put(table, e);
            size++;
        }
        return e;
    }

    private void grow() {
        @Nullable Edge[] grown = new @Nullable Edge[2 * table.length];
        for (Edge e : table) {
            if (e != null) {
                put(grown, e);
            }
        }
        table = grown;
    }

    private static void put(@Nullable Edge[] edges, Edge e) {
        int mask = edges.length - 1;
        int i = slot(e.to.chain, mask);
        while (edges[i] != null) {
            i = (i + 1) & mask;
        }
        EDGES.setRelease(edges, i, e);
    }

    /** As they are kept, with gaps. */
    @Nullable Edge[] table() {
        return table;
    }

    /** In order of their ends' numbers. */
    List<Edge> edges() {
        List<Edge> all = new ArrayList<>();
        @Nullable Edge[] edges = table;
        for (int i = 0; i < edges.length; i++) {
            Edge e = (Edge) EDGES.getAcquire(edges, i);
            if (e != null) {
                all.add(e);
            }
        }
        all.sort((a, b) -> Integer.compare(a.to.number, b.to.number));
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
