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
    private final Node start = add(List.of("thread start"));
    private final Node end = add(List.of("thread end"));
    private final Node other = add(List.of("other"));

    private Node add(List<String> frames) {
        synchronized (order) {
            Node node = new Node(order.size(), frames);
            order.add(node);
            return node;
        }
    }

    @Override
    public void blocked(UserThread thread, long chain, long nanos) {
        Node node = nodes.get(chain);
        if (node == null) {
            node = learn(thread, chain);
        }
        step(thread, node, nanos);
        node.threads.incrementAndGet();
    }

    @Override
    public void ended(UserThread thread, long nanos) {
        step(thread, end, nanos);
        end.threads.incrementAndGet();
    }

    private void step(UserThread thread, Node node, long nanos) {
        Node before = thread.listenerState instanceof Node n ? n : start;
        if (before != start) {
            before.threads.decrementAndGet();
        }
        before.edgeTo(node).taken(nanos);
        node.visits.incrementAndGet();
        thread.listenerState = node;
    }

    private synchronized Node learn(UserThread thread, long chain) {
        Node known = nodes.get(chain);
        if (known != null) {
            return known;
        }
        if (nodes.size() >= MAX_NODES) {
            return other;
        }
        Node node = add(List.of(thread.blockedAt()));
        nodes.put(chain, node);
        return node;
    }

    private List<Node> snapshot() {
        synchronized (order) {
            return List.copyOf(order);
        }
    }

    /** The graph for GraphViz: nodes with the threads that are there, edges with count and mean run time. */
    public String toDot() {
        StringBuilder out = new StringBuilder("digraph blocking {\n  rankdir=LR;\n  node [shape=box];\n");
        for (Node node : snapshot()) {
            if (node.visits.get() == 0 && node != start) {
                continue;
            }
            out.append("  n").append(node.number).append(" [label=\"").append(node.number).append(": ")
                    .append(escape(node.label())).append("\\n").append(node.threads.get()).append(" threads\"];\n");
            for (Edge edge : node.edges()) {
                out.append("  n").append(node.number).append(" -> n").append(edge.to.number).append(" [label=\"")
                        .append(edge.count.get()).append(" times, ").append(edge.meanNanos() / 1000).append(" us\"];\n");
            }
        }
        return out.append("}\n").toString();
    }

    /** The graph as JSON: {@code {"nodes":[{number,label,frames,threads,visits}],"edges":[{from,to,count,meanNanos,totalNanos}]}}. */
    public String toJson() {
        StringBuilder nodesOut = new StringBuilder();
        StringBuilder edgesOut = new StringBuilder();
        for (Node node : snapshot()) {
            separate(nodesOut).append("{\"number\":").append(node.number).append(",\"label\":\"").append(escape(node.label()))
                    .append("\",\"threads\":").append(node.threads.get()).append(",\"visits\":").append(node.visits.get())
                    .append(",\"frames\":[");
            for (int i = 0; i < node.frames.size(); i++) {
                nodesOut.append(i == 0 ? "\"" : ",\"").append(escape(node.frames.get(i))).append('"');
            }
            nodesOut.append("]}");
            for (Edge edge : node.edges()) {
                separate(edgesOut).append("{\"from\":").append(node.number).append(",\"to\":").append(edge.to.number)
                        .append(",\"count\":").append(edge.count.get()).append(",\"meanNanos\":").append(edge.meanNanos())
                        .append(",\"totalNanos\":").append(edge.totalNanos.get()).append('}');
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
