package capriccio.blockinggraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads forecasts off the graph. Of one thread alone. */
final class Forecaster {
    /*
     * What a thread holds of the heap
     * -------------------------------
     * The JVM tells what a thread has allocated, not what of it is still in use. So each node is given a height: what was
     * allocated on the way to it from the start of a thread, along the shortest path that was seen. An edge then changes
     * the heap by the difference of its ends' heights: one that closes a loop gives back what the loop has allocated,
     * and the end of a thread gives back all. Garbage that a run leaves behind counts as held until the loop closes;
     * whoever compares the sum with the live set after a collection corrects that.
     *
     * The shortest path may enter a loop in its middle: a thread whose first request is there when it starts waits for a
     * request only after that one, and seems to hold it while it waits for the next. So a node from which as much again is
     * allocated, on a run to one that holds no more, holds only the difference, or that one holds more than was seen.
     */

    /** Weight of a new rate. */
    private static final double NEWS = 0.25;
    /** Below this, what was counted since the start says more. */
    private static final double LEAST_RATE = 1e-3;

    private Node[] queue = new Node[64];

    Forecast read(List<Node> all) {
        int n = all.size();
        findHeights(all);
        double[][] changes = new double[Resource.MOST][n];
        double[] rates = new double[n];
        long[] threads = new long[n];
        for (int i = 0; i < n; i++) {
            Node node = all.get(i);
            updateRates(node, threads);
            average(node, changes, rates);
        }
        boolean[] measured = new boolean[n];
        for (int i = 0; i < n; i++) {
            measured[i] = isMeasured(all.get(i));
        }
        threads[0] = 0; // where threads come from
        double[] held = new double[Resource.MOST];
        for (int i = 0; i < n; i++) {
            threads[i] = Math.max(0, threads[i]);
            held[Resource.HEAP] += threads[i] * all.get(i).retained;
            held[Resource.STACK] += (double) threads[i] * all.get(i).depth;
        }
        return new Forecast(changes, rates, threads, held, measured);
    }

    private static boolean isMeasured(Node node) {
        for (@Nullable Edge e : node.table()) {
            if (e != null && e.samples() > 0) {
                return true;
            }
        }
        return false;
    }

    private static void updateRates(Node node, long[] threads) {
        for (@Nullable Edge e : node.table()) {
            if (e == null || e.to.number >= threads.length) {
                continue; // learned since
            }
            long count = e.everCount();
            e.rate += (count - e.countSeen - e.rate) * NEWS;
            e.countSeen = count;
            threads[node.number] -= count;
            threads[e.to.number] += count;
        }
    }

    /** Over the edges out of {@code node}, by how often each is taken. */
    private static void average(Node node, double[][] changes, double[] rates) {
        int from = node.number;
        double lately = 0;
        double ever = 0;
        for (@Nullable Edge e : node.table()) {
            if (e != null) {
                lately += e.rate;
                ever += e.countSeen;
            }
        }
        rates[from] = lately;
        boolean quiet = lately < LEAST_RATE;
        double sum = quiet ? ever : lately;
        for (@Nullable Edge e : node.table()) {
            double weight = e == null || sum == 0 ? 0 : (quiet ? e.countSeen : e.rate) / sum;
            if (e == null || weight == 0) {
                continue;
            }
            for (int r = 0; r < Resource.MOST; r++) {
                changes[r][from] += weight * change(node, e, r);
            }
        }
    }

    private static double change(Node from, Edge e, int resource) {
        return switch (resource) {
            case Resource.HEAP -> e.to.retained - from.retained;
            case Resource.STACK -> e.to.depth - from.depth;
            default -> e.meanChange(resource);
        };
    }

    /** Breadth first from the start; the end stays at 0, where what a thread has is given back. */
    private void findHeights(List<Node> all) {
        if (queue.length < all.size()) {
            queue = new Node[2 * all.size()];
        }
        for (Node node : all) {
            node.retained = 0;
            node.reached = node.number <= 1; // start and end
        }
        int head = 0;
        int tail = 0;
        queue[tail++] = all.get(0);
        while (head < tail) {
            Node from = queue[head++];
            for (@Nullable Edge e : from.table()) {
                if (e != null && !e.to.reached && e.to.number < all.size()) {
                    e.to.reached = true;
                    e.to.retained = from.retained + Math.max(0, e.meanChange(Resource.HEAP));
                    queue[tail++] = e.to;
                }
            }
        }
        for (int i = 0; i < tail; i++) {
            settle(queue[i]);
        }
        for (int i = 0; i < tail; i++) {
            queue[i] = all.get(0); // keeps none of them
        }
    }

    private static void settle(Node from) {
        for (@Nullable Edge e : from.table()) {
            double allocated = e == null || e.to.number <= 1 || e.to == from ? 0 : e.meanChange(Resource.HEAP);
            if (e != null && allocated > from.retained / 2 && e.to.retained < from.retained + allocated / 2) {
                from.retained = Math.max(0, e.to.retained - allocated);
                if (e.to.retained < from.retained + allocated / 2) { // the path to there was not measured
                    e.to.retained = from.retained + allocated;
                }
            }
        }
    }
}
