package capriccio.blockinggraph;

import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns the graph from the scheduler's events and dumps it on request. Thread-safe. Bounded: of chains beyond {@link
 * #MAX_NODES}, those with equal innermost frames share a node; beyond {@link #MAX_COARSE} of these, and edges beyond {@link
 * #MAX_EDGES}, all share one named {@code other}.
 */
public final class BlockingGraph implements BlockingListener {
    /** Distinct chains that are told apart. */
    public static final int MAX_NODES = 4096;

    /** Distinct ends of chains that are told apart when there are no nodes left for whole chains. */
    public static final int MAX_COARSE = 512;

    /** Edges between nodes of chains. */
    public static final int MAX_EDGES = 16_384;

    /** Frames of a chain's end: the JDK's nine under a socket's read, and some of the program's. */
    private static final int COARSE_FRAMES = 16;
    /** So that the hash of a chain's end is not that of a chain of as many frames. */
    private static final long COARSE = 0x5DEECE66DL;

    private final ConcurrentHashMap<Long, Node> nodes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Node> coarse = new ConcurrentHashMap<>();
    private final AtomicInteger edges = new AtomicInteger();
    private final List<Node> order = new ArrayList<>(); // guarded by itself
    private final Node start = add(-1, List.of("thread start"), 0);
    private final Node end = add(-2, List.of("thread end"), 0);
    private final Node other = add(-3, List.of("other"), 0);
    private final Forecaster forecaster = new Forecaster();
    /** Null where nothing but time is measured. */
    private final @Nullable Sampler sampler;

    private volatile @Nullable Supplier<String> explanation;

    /** A graph that measures nothing but time. */
    public BlockingGraph() {
        sampler = null;
    }

    /** A graph that also learns what runs take of {@code resources}. */
    public BlockingGraph(Resources resources) {
        sampler = new Sampler(resources);
    }

    private Node add(long chain, List<String> frames, int depth) {
        synchronized (order) {
            Node node = new Node(order.size(), chain, frames, depth);
            order.add(node);
            return node;
        }
    }

    /** Number of the node where {@code thread} is suspended; 0, the start, for one that never was. */
    public static int nodeOf(UserThread thread) {
        return thread.listenerState instanceof Node n ? n.number : 0;
    }

    @Override
    public void blocked(UserThread thread, long chain, long nanos, int carrier) {
        Sampler s = sampler;
        if (s != null) {
            s.runEnded(carrier);
        }
        Node before = before(thread);
        Edge edge = before.edgeTo(chain);
        if (edge == null) {
            edge = learn(before, thread, chain);
        }
        arrived(thread, edge, carrier, nanos, s);
    }

    @Override
    public void ended(UserThread thread, long nanos, int carrier) {
        Sampler s = sampler;
        if (s != null) {
            s.runEnded(carrier);
        }
        Node before = before(thread);
        Edge edge = before.edgeTo(end.chain);
        arrived(thread, edge == null ? before.addEdge(end) : edge, carrier, nanos, s);
    }

    private static void arrived(UserThread thread, Edge edge, int carrier, long nanos, @Nullable Sampler s) {
        long[] cell = edge.taken(carrier, nanos);
        thread.listenerState = edge.to;
        if (s != null) {
            if (s.record(carrier, cell)) {
                edge.to.onSurprise();
            }
            s.runBegins(carrier, edge.to.isYoung());
        }
    }

    private Node before(UserThread thread) {
        return thread.listenerState instanceof Node n ? n : start;
    }

    private Edge learn(Node before, UserThread thread, long chain) {
        Node to = nodes.get(chain);
        if (to == null) {
            to = nodes.size() >= MAX_NODES ? coarse(thread) : learnNode(thread, chain);
        }
        Edge edge = before.edgeTo(to.chain);
        if (edge != null) {
            return edge;
        }
        boolean always = before.number <= other.number || to.number <= other.number;
        if (!always && edges.getAndIncrement() >= MAX_EDGES) {
            edges.getAndDecrement();
            to = other;
        }
        return before.addEdge(to);
    }

    private synchronized Node learnNode(UserThread thread, long chain) {
        Node known = nodes.get(chain);
        if (known != null) {
            return known;
        }
        if (nodes.size() >= MAX_NODES) {
            return coarse(thread);
        }
        String[] frames = thread.blockedAt();
        Node node = add(chain, List.of(frames), frames.length);
        nodes.put(chain, node);
        return node;
    }

    private Node coarse(UserThread thread) {
        long key = thread.blockedIn(COARSE_FRAMES) + COARSE;
        Node known = coarse.get(key);
        if (known != null) {
            return known;
        }
        return coarse.size() >= MAX_COARSE ? other : learnCoarse(thread, key);
    }

    private synchronized Node learnCoarse(UserThread thread, long key) {
        Node known = coarse.get(key);
        if (known != null) {
            return known;
        }
        if (coarse.size() >= MAX_COARSE) {
            return other;
        }
        String[] frames = thread.blockedAt();
        int shown = Math.min(frames.length, COARSE_FRAMES);
        String[] innermost = Arrays.copyOf(frames, shown + 1);
        innermost[shown] = "…";
        Node node = add(key, List.of(innermost), shown);
        coarse.put(key, node);
        return node;
    }

    private List<Node> nodes() {
        synchronized (order) {
            return List.copyOf(order);
        }
    }

    /** Counts and total times begin again at 0. The means, which forget by themselves, go on, and so does the scheduler. */
    public void reset() {
        for (Node node : nodes()) {
            for (Edge edge : node.edges()) {
                edge.reset();
            }
        }
    }

    /** What threads at each node are likely to do next. For one thread alone, which calls it at regular intervals. */
    public Forecast forecast() {
        return forecaster.read(nodes());
    }

    /** As it is now: the counts of different nodes may be a few steps apart while threads run. */
    public GraphSnapshot snapshot() {
        return GraphSnapshot.of(nodes());
    }

    /** Dumps also say what {@code policy} tells of its decisions. */
    public void explainedBy(Supplier<String> policy) {
        explanation = policy;
    }

    private List<String> explanations() {
        Supplier<String> e = explanation;
        return e == null ? List.of() : List.of(e.get().split("\\R"));
    }

    /** {@link GraphSnapshot#toDot}, with what explains it in comments. */
    public String toDot() {
        return snapshot().toDot(explanations());
    }

    /** {@link GraphSnapshot#toJson}, with what explains it. */
    public String toJson() {
        return snapshot().toJson(explanations());
    }
}
