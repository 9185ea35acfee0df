package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.Forecast;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.limit.LimitFinder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes plans of forecasts and limits: arithmetic alone. Of one thread. */
final class Planner {
    /*
     * A node's score is the sum over the resources of
     *
     *     what a run from there is likely to change  x  how close the resource is to its limit
     *
     * the change being in units of the mean change of all runs, and for CPU, of which every run takes some, the binary
     * logarithm of how many times the mean it takes. While there is plenty of everything all scores are 0, and all nodes
     * equal: consumers are not preferred then, as the paper has it, because first in, first out keeps latency down. A
     * score of 1 is one level, half the share.
     *
     * A resource that is not CPU also has a budget: what may be taken until the next plan. It binds nodes that take
     * more than a small part of the mean. While the heap is watched, each node from which no run was measured yet has a budget
     * too, of threads: a thousand at one of them may otherwise fill the heap before it is known that they would. Not all such
     * nodes together: a program whose threads each go their own new ways, as one does that starts, would wait for ticks.
     */

    /** Scores count from here to there. */
    private static final double MOST = Plan.NEUTRAL;
    /** Weight of a new score: levels do not flicker with each plan. */
    private static final double NEWS = 0.5;
    /** A node takes some if it is that part of the mean change. */
    private static final double SOME = 0.1;

    /**
     * So many threads go under one plan from a node of which nothing is known: what they take may be all there is. One run
     * that was measured is enough to be known.
     */
    private static final int EXPLORERS = 16;
    /** Budgets of them, a power of two: nodes whose numbers differ by a multiple share one. */
    private static final int UNKNOWN = 64;

    private static final double LOG_2 = StrictMath.log(2);

    private static final int LONGEST_MICROS = 10_000;

    private double[] scores = new double[64];

    Plan plan(long floor, Forecast forecast, @Nullable LimitFinder[] limits) {
        int n = forecast.nodes();
        if (scores.length < n) {
            scores = Arrays.copyOf(scores, 2 * n);
        }
        double[] now = new double[n];
        int[] takes = new int[n];
        int[] gives = new int[n];
        long[][] amounts = new long[limits.length][];
        @Nullable Budget[] budgets = new @Nullable Budget[limits.length];
        for (int r = 0; r < limits.length; r++) {
            LimitFinder limit = limits[r];
            if (limit == null) {
                continue;
            }
            double mean = meanChange(forecast, r);
            if (mean > 0) {
                addScores(now, forecast, r, mean, limit.closeness());
            }
            if (r != Resource.CPU) {
                amounts[r] = amounts(forecast, r, mean * SOME, takes, gives);
                budgets[r] = new Budget(Math.round(limit.headroom()));
            }
        }
        Budget[] unknown = new Budget[limits[Resource.HEAP] == null ? 0 : UNKNOWN];
        Arrays.setAll(unknown, i -> new Budget(EXPLORERS));
        return new Plan(floor, levels(now), costs(forecast), takes, gives, amounts, budgets, known(forecast), unknown);
    }

    private static boolean[] known(Forecast forecast) {
        boolean[] known = new boolean[forecast.nodes()];
        for (int node = 0; node < known.length; node++) {
            known[node] = forecast.isMeasured(node);
        }
        return known;
    }

    /** Of all runs lately, the size of what they change. */
    private static double meanChange(Forecast forecast, int resource) {
        double sum = 0;
        double weights = 0;
        for (int node = 0; node < forecast.nodes(); node++) {
            sum += forecast.rate(node) * Math.abs(forecast.change(resource, node));
            weights += forecast.rate(node);
        }
        return weights == 0 ? 0 : sum / weights;
    }

    private static void addScores(double[] scores, Forecast forecast, int resource, double mean, double closeness) {
        if (closeness == 0) {
            return;
        }
        for (int node = 0; node < scores.length; node++) {
            double change = forecast.change(resource, node) / mean;
            double size = resource != Resource.CPU ? change : change <= 0 ? 0 : StrictMath.log(change) / LOG_2;
            scores[node] += closeness * Math.max(-MOST, Math.min(MOST, size));
        }
    }

    private static long[] amounts(Forecast forecast, int resource, double least, int[] takes, int[] gives) {
        long[] amounts = new long[takes.length];
        for (int node = 0; node < takes.length; node++) {
            double change = forecast.change(resource, node);
            if (change != 0 && Math.abs(change) >= least) {
                amounts[node] = Math.max(1, Math.round(Math.abs(change)));
                if (change > 0) {
                    takes[node] |= 1 << resource;
                } else {
                    gives[node] |= 1 << resource;
                }
            }
        }
        return amounts;
    }

    private byte[] levels(double[] now) {
        byte[] levels = new byte[now.length];
        for (int node = 0; node < now.length; node++) {
            scores[node] += (now[node] - scores[node]) * NEWS;
            double level = Plan.NEUTRAL + Math.max(-MOST, Math.min(MOST, scores[node]));
            levels[node] = (byte) Math.round(level);
        }
        return levels;
    }

    private static int[] costs(Forecast forecast) {
        int[] costs = new int[forecast.nodes()];
        for (int node = 0; node < costs.length; node++) {
            double micros = forecast.change(Resource.CPU, node) / 1000;
            costs[node] = (int) Math.max(1, Math.min(LONGEST_MICROS, micros));
        }
        return costs;
    }
}
