package capriccio.blockinggraph;

import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.UserThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Learns the graph from the scheduler's events and dumps it on request. Thread-safe. Bounded: chains beyond {@link
 * #MAX_NODES} share one node named {@code other}.
 */
public final class BlockingGraph implements BlockingListener {
    /** Distinct chains that are told apart. */
    public static final int MAX_NODES = 4096;

    private final ConcurrentHashMap<Long, Node> nodes = new ConcurrentHashMap<>();
    private final List<Node> order = new ArrayList<>(); // guarded by itself
    private final Node start = add(-1, List.of("thread start"));
    private final Node end = add(-2, List.of("thread end"));
    private final Node other = add(-3, List.of("other"));

    private Node add(long chain, List<String> frames) {
        synchronized (order) {
            Node node = new Node(order.size(), chain, frames);
            order.add(node);
            return node;
        }
    }

    @Override
    public void blocked(UserThread thread, long chain, long nanos, int carrier) {
        Node before = before(thread);
        Edge edge = before.edgeTo(chain);
        if (edge == null) {
            Node node = nodes.get(chain);
            edge = before.edgeTo(node == null ? learn(thread, chain) : node);
        }
        edge.taken(carrier, nanos);
        thread.listenerState = edge.to;
    }

    @Override
    public void ended(UserThread thread, long nanos, int carrier) {
        before(thread).edgeTo(end).taken(carrier, nanos);
        thread.listenerState = end;
    }

    private Node before(UserThread thread) {
        return thread.listenerState instanceof Node n ? n : start;
    }

    private Node learn(UserThread thread, long chain) {
        return nodes.size() >= MAX_NODES ? other : learnLocked(thread, chain);
    }

    private synchronized Node learnLocked(UserThread thread, long chain) {
        Node known = nodes.get(chain);
        if (known != null) {
            return known;
        }
        if (nodes.size() >= MAX_NODES) {
            return other;
        }
        Node node = add(chain, List.of(thread.blockedAt()));
        nodes.put(chain, node);
        return node;
    }

    private List<Node> snapshot() {
        synchronized (order) {
            return List.copyOf(order);
        }
    }

    /** How often threads came to each node, and how many of them are there still, by node number. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Occupancy(long[] visits, long[] threads) {
        static Occupancy of(List<Node> all) {
            int highest = all.stream().mapToInt(n -> n.number).max().orElse(0);
            for (Node node : all) {
                for (Edge edge : node.edges()) {
                    highest = Math.max(highest, edge.to.number); // learned since
                }
            }
            Occupancy o = new Occupancy(new long[highest + 1], new long[highest + 1]);
            for (Node node : all) {
                for (Edge edge : node.edges()) {
                    long n = edge.count();
                    o.visits[edge.to.number] += n;
                    o.threads[edge.to.number] += n;
                    o.threads[node.number] -= n;
                }
            }
            o.threads[0] = 0; // where threads come from
            return o;
        }
    }

    /** The graph for GraphViz: nodes with the threads that are there, edges with count and mean run time. */
    public String toDot() {
        StringBuilder out = new StringBuilder("digraph blocking {\n  rankdir=LR;\n  node [shape=box];\n");
        List<Node> all = snapshot();
        Occupancy occupancy = Occupancy.of(all);
        for (Node node : all) {
            if (occupancy.visits[node.number] == 0 && node != start) {
                continue;
            }
            out.append("  n").append(node.number).append(" [label=\"").append(node.number).append(": ")
                    .append(escape(node.label())).append("\\n").append(occupancy.threads[node.number]).append(" threads\"];\n");
            for (Edge edge : node.edges()) {
                out.append("  n").append(node.number).append(" -> n").append(edge.to.number).append(" [label=\"")
                        .append(edge.count()).append(" times, ").append(edge.meanNanos() / 1000).append(" us\"];\n");
            }
        }
        return out.append("}\n").toString();
    }

    /** The graph as JSON: {@code {"nodes":[{number,label,frames,threads,visits}],"edges":[{from,to,count,meanNanos,totalNanos}]}}. */
    public String toJson() {
        StringBuilder nodesOut = new StringBuilder();
        StringBuilder edgesOut = new StringBuilder();
        List<Node> all = snapshot();
        Occupancy occupancy = Occupancy.of(all);
        for (Node node : all) {
            separate(nodesOut).append("{\"number\":").append(node.number).append(",\"label\":\"").append(escape(node.label()))
                    .append("\",\"threads\":").append(occupancy.threads[node.number]).append(",\"visits\":").append(occupancy.visits[node.number])
                    .append(",\"frames\":[");
            for (int i = 0; i < node.frames.size(); i++) {
                nodesOut.append(i == 0 ? "\"" : ",\"").append(escape(node.frames.get(i))).append('"');
            }
            nodesOut.append("]}");
            for (Edge edge : node.edges()) {
                separate(edgesOut).append("{\"from\":").append(node.number).append(",\"to\":").append(edge.to.number)
                        .append(",\"count\":").append(edge.count()).append(",\"meanNanos\":").append(edge.meanNanos())
                        .append(",\"totalNanos\":").append(edge.totalNanos()).append('}');
            }
        }
        return "{\"nodes\":[" + nodesOut + "],\"edges\":[" + edgesOut + "]}\n";
    }

    private static StringBuilder separate(StringBuilder out) {
        return out.length() == 0 ? out : out.append(',');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
