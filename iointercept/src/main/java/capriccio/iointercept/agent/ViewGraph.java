package capriccio.iointercept.agent;

import capriccio.blockinggraph.GraphSnapshot;
import capriccio.blockinggraph.GraphSnapshot.EdgeState;
import capriccio.blockinggraph.GraphSnapshot.NodeState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes and edges for the live view: all with the frames of nodes; or the busiest without, and without those of the agent's own
 * threads at its start.
 */
final class ViewGraph {
    /** Number of the node where threads end; where they start is before it. */
    private static final int END = 1;

    private static final int MOST_NODES = 150;
    private static final int MOST_EDGES = 600;
    /** Edges with long runs, wherever they are. */
    private static final int MOST_LONG = 40;

    private static final String RUNTIME = "capriccio.iointercept.runtime.";
    /** What programs say for some methods of the runtime. */
    private static final Map<String, String> NAMES = Map.of(
            RUNTIME + "ThreadHooks.sleep", "Thread.sleep",
            RUNTIME + "ThreadHooks.park", "LockSupport.park",
            RUNTIME + "ThreadHooks.join", "Thread.join",
            "capriccio.continuations.runtime.Monitors.enter", "synchronized",
            "capriccio.continuations.runtime.Monitors.await", "Object.wait");

    private ViewGraph() {}

    static void write(Json json, GraphSnapshot graph, ViewRates rates, boolean whole) throws IOException {
        List<NodeState> nodes = new ArrayList<>(graph.nodes());
        nodes.removeIf(n -> n.visits() == 0 && n.number() != 0);
        List<EdgeState> edges = new ArrayList<>(graph.edges());
        edges.removeIf(e -> e.count() == 0);
        if (!whole) {
            Set<Integer> own = ownNodes(nodes);
            nodes.removeIf(n -> own.contains(n.number()));
            edges.removeIf(e -> own.contains(e.from()) || own.contains(e.to()));
            if (edges.stream().noneMatch(e -> e.to() == END)) {
                nodes.removeIf(n -> n.number() == END);
            }
        }
        json.key("nodesInAll").number(nodes.size()).key("edgesInAll").number(edges.size());
        writeLong(json, graph, rates, edges);
        if (!whole) {
            nodes.sort(Comparator.comparingDouble((NodeState n) -> n.number() <= END ? Double.NEGATIVE_INFINITY : -rates.lately(n) - n.threads()));
            nodes.subList(Math.min(MOST_NODES, nodes.size()), nodes.size()).clear();
            keepBusiest(edges, nodes, rates);
        }
        json.key("nodes").open('[');
        for (NodeState node : nodes) {
            write(json, node, rates, whole);
        }
        json.close(']').key("edges").open('[');
        for (EdgeState edge : edges) {
            write(json, edge, rates);
        }
        json.close(']');
    }

    private static Set<Integer> ownNodes(List<NodeState> nodes) {
        Set<Integer> own = new HashSet<>();
        for (NodeState node : nodes) {
            List<String> frames = node.frames();
            if (!frames.isEmpty() && frames.get(frames.size() - 1).startsWith(RUNTIME)) {
                own.add(node.number());
            }
        }
        return own;
    }

    /** What the method of the label calls there, without package and line: where it calls nothing, its turn was over. */
    private static String called(NodeState node) {
        int caller = node.frames().indexOf(node.label());
        if (caller <= 0) {
            return node.number() <= 2 || caller < 0 ? "" : "yield";
        }
        String frame = node.frames().get(caller - 1);
        int colon = frame.lastIndexOf(':');
        String method = colon < 0 ? frame : frame.substring(0, colon);
        String simple = method.substring(Math.max(method.lastIndexOf('.', method.lastIndexOf('.') - 1), method.lastIndexOf('$')) + 1);
        return NAMES.getOrDefault(method, simple);
    }

    private static void keepBusiest(List<EdgeState> edges, List<NodeState> nodes, ViewRates rates) {
        Set<Integer> shown = new HashSet<>();
        nodes.forEach(n -> shown.add(n.number()));
        edges.removeIf(e -> !shown.contains(e.from()) || !shown.contains(e.to()));
        if (edges.size() > MOST_EDGES) {
            edges.sort(Comparator.<EdgeState>comparingDouble(rates::of).thenComparingLong(EdgeState::count).reversed());
            edges.subList(MOST_EDGES, edges.size()).clear();
        }
    }

    private static void writeLong(Json json, GraphSnapshot graph, ViewRates rates, List<EdgeState> edges) throws IOException {
        List<EdgeState> longest = new ArrayList<>(edges);
        longest.sort(Comparator.comparingLong(EdgeState::maxNanos).reversed());
        json.key("longest").open('[');
        for (EdgeState edge : longest.subList(0, Math.min(MOST_LONG, longest.size()))) {
            json.open('{').key("fromLabel").string(graph.nodes().get(edge.from()).label())
                    .key("toLabel").string(graph.nodes().get(edge.to()).label())
                    .key("toCalls").string(called(graph.nodes().get(edge.to())));
            members(json, edge, rates).close('}');
        }
        json.close(']');
    }

    private static void write(Json json, NodeState node, ViewRates rates, boolean whole) throws IOException {
        json.open('{').key("number").number(node.number()).key("label").string(node.label()).key("calls").string(called(node))
                .key("threads").number(node.threads()).key("visits").number(node.visits()).key("perSecond").real(rates.of(node));
        if (whole) {
            json.key("frames").open('[');
            for (String frame : node.frames()) {
                json.string(frame);
            }
            json.close(']');
        }
        json.close('}');
    }

    private static void write(Json json, EdgeState edge, ViewRates rates) throws IOException {
        members(json.open('{'), edge, rates).close('}');
    }

    private static Json members(Json json, EdgeState edge, ViewRates rates) throws IOException {
        json.key("from").number(edge.from()).key("to").number(edge.to()).key("count").number(edge.count())
                .key("perSecond").real(rates.of(edge)).key("meanNanos").number(edge.meanNanos())
                .key("maxNanos").number(edge.maxNanos()).key("totalNanos").number(edge.totalNanos());
        if (!edge.changes().isEmpty()) {
            json.key("changes").open('[');
            for (long change : edge.changes()) {
                json.number(change);
            }
            json.close(']');
        }
        return json;
    }
}
