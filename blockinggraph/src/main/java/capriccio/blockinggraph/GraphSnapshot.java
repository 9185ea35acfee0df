package capriccio.blockinggraph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The graph at one time, nodes by number, edges by their ends' numbers. */
public record GraphSnapshot(List<NodeState> nodes, List<EdgeState> edges) {
    /**
     * A blocking point.
     *
     * @param frames the chain, innermost first, as {@code class.method:line}
     * @param label the innermost of these outside of the JDK
     * @param threads how many are there
     * @param visits how often threads came there since the last reset
     */
    public record NodeState(int number, String label, List<String> frames, long threads, long visits) {}

    /**
     * The runs from one to the next.
     *
     * @param count traversals since the last reset
     * @param meanNanos exponentially weighted mean of the run time
     * @param totalNanos sum of run times since the last reset
     * @param maxNanos the longest run since then of those that were timed: one in some, and the next after a longer one
     * @param changes mean change of each resource, by its id and in its unit, rounded; empty if no run was measured
     */
    public record EdgeState(int from, int to, long count, long meanNanos, long totalNanos, long maxNanos, List<Long> changes) {}

    static GraphSnapshot of(List<Node> all) {
        long[] visits = new long[all.size()];
        long[] threads = new long[all.size()];
        List<EdgeState> edges = new ArrayList<>();
        for (Node node : all) {
            for (Edge edge : node.edges()) {
                int to = edge.to.number;
                if (to < visits.length) { // else learned since
                    long ever = edge.everCount();
                    visits[to] += edge.count();
                    threads[to] += ever;
                    threads[node.number] -= ever;
                    edges.add(new EdgeState(node.number, to, edge.count(), edge.meanNanos(), edge.totalNanos(), edge.maxNanos(),
                            changes(edge)));
                }
            }
        }
        threads[0] = 0; // where threads come from
        List<NodeState> nodes = new ArrayList<>();
        for (Node node : all) {
            long there = Math.max(0, threads[node.number]); // one may have left while it was counted
            nodes.add(new NodeState(node.number, node.label(), node.frames, there, visits[node.number]));
        }
        edges.sort(Comparator.comparingInt(EdgeState::from).thenComparingInt(EdgeState::to));
        return new GraphSnapshot(List.copyOf(nodes), List.copyOf(edges));
    }

    private static List<Long> changes(Edge edge) {
        List<Long> changes = new ArrayList<>();
        if (edge.samples() > 0) {
            for (int r = 0; r < Resource.MOST; r++) {
                changes.add(Math.round(edge.meanChange(r)));
            }
        }
        return List.copyOf(changes);
    }

    /** For GraphViz: nodes with the threads that are there, edges with count and mean run time; {@code comments} before the end. */
    String toDot(List<String> comments) {
        StringBuilder out = new StringBuilder("digraph blocking {\n  rankdir=LR;\n  node [shape=box];\n");
        for (NodeState node : nodes) {
            if (node.visits != 0 || node.number == 0) {
                out.append("  n").append(node.number).append(" [label=\"").append(node.number).append(": ")
                        .append(escape(node.label)).append("\\n").append(node.threads).append(" threads\"];\n");
            }
        }
        for (EdgeState edge : edges) {
            if (edge.count != 0) {
                out.append("  n").append(edge.from).append(" -> n").append(edge.to).append(" [label=\"")
                        .append(edge.count).append(" times, ").append(edge.meanNanos / 1000).append(" us\"];\n");
            }
        }
        comments.forEach(line -> out.append("  // ").append(line).append('\n'));
        return out.append("}\n").toString();
    }

    /**
     * {@code {"nodes":[{number,label,threads,visits,frames}],"edges":[{from,to,count,meanNanos,totalNanos,maxNanos,changes}],"policy":[]}};
     * what is empty at the end is left out.
     */
    String toJson(List<String> policy) {
        StringBuilder out = new StringBuilder("{\"nodes\":[");
        for (NodeState node : nodes) {
            separate(out).append("{\"number\":").append(node.number).append(",\"label\":\"").append(escape(node.label))
                    .append("\",\"threads\":").append(node.threads).append(",\"visits\":").append(node.visits).append(",\"frames\":[");
            for (String frame : node.frames) {
                separate(out).append('"').append(escape(frame)).append('"');
            }
            out.append("]}");
        }
        out.append("],\"edges\":[");
        for (EdgeState edge : edges) {
            separate(out).append("{\"from\":").append(edge.from).append(",\"to\":").append(edge.to).append(",\"count\":")
                    .append(edge.count).append(",\"meanNanos\":").append(edge.meanNanos).append(",\"totalNanos\":").append(edge.totalNanos)
                    .append(",\"maxNanos\":").append(edge.maxNanos);
            if (!edge.changes.isEmpty()) {
                out.append(",\"changes\":[");
                for (Long change : edge.changes) {
                    separate(out).append(change);
                }
                out.append(']');
            }
            out.append('}');
        }
        out.append(']');
        if (!policy.isEmpty()) {
            out.append(",\"policy\":[");
            for (String line : policy) {
                separate(out).append('"').append(escape(line)).append('"');
            }
            out.append(']');
        }
        return out.append("}\n").toString();
    }

    private static StringBuilder separate(StringBuilder out) {
        return out.charAt(out.length() - 1) == '[' ? out : out.append(',');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
