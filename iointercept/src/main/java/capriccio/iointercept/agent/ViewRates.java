package capriccio.iointercept.agent;

import capriccio.blockinggraph.GraphSnapshot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How often edges were taken lately, from one snapshot to the next. Of one thread; bounded as the graph is. */
final class ViewRates {
    private static final class Rate {
        long count;
        double perSecond;
    }

    private final Map<Long, Rate> edges = new HashMap<>();
    private double[] nodes = new double[0];
    /** The same as means, a new one weighed by a fifth. */
    private double[] lately = new double[0];
    private long at;

    /** Counts begin at that time. */
    ViewRates(long begun) {
        at = begun;
    }

    void update(GraphSnapshot snapshot, long now) {
        double seconds = Math.max(1e-3, (now - at) / 1e9);
        at = now;
        nodes = new double[snapshot.nodes().size()];
        for (GraphSnapshot.EdgeState edge : snapshot.edges()) {
            Rate rate = edges.computeIfAbsent(key(edge), k -> new Rate());
            rate.perSecond = Math.max(0, edge.count() - rate.count) / seconds; // a reset makes counts smaller
            rate.count = edge.count();
            nodes[edge.to()] += rate.perSecond;
            if (edge.from() == 0) {
                nodes[0] += rate.perSecond;
            }
        }
        int known = lately.length;
        lately = Arrays.copyOf(lately, nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            lately[i] = i < known ? lately[i] + (nodes[i] - lately[i]) / 5 : nodes[i];
        }
    }

    private static long key(GraphSnapshot.EdgeState edge) {
        return (long) edge.from() << 32 | edge.to();
    }

    double of(GraphSnapshot.EdgeState edge) {
        Rate rate = edges.get(key(edge));
        return rate == null ? 0 : rate.perSecond;
    }

    /** How often threads came to that node; of the first, the start of threads, how many were started. */
    double of(GraphSnapshot.NodeState node) {
        return node.number() < nodes.length ? nodes[node.number()] : 0;
    }

    /** What changes slowly from one snapshot to the next. */
    double lately(GraphSnapshot.NodeState node) {
        return node.number() < lately.length ? lately[node.number()] : 0;
    }
}
