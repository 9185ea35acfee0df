package capriccio.blockinggraph;

/** What threads at each node are likely to do next, by node number, as of one time. Immutable. */
public final class Forecast {
    private final double[][] changes;
    private final double[] rates;
    private final long[] threads;
    private final double[] held;
    private final boolean[] measured;

    Forecast(double[][] changes, double[] rates, long[] threads, double[] held, boolean[] measured) {
        this.measured = measured;
        this.changes = changes;
        this.rates = rates;
        this.threads = threads;
        this.held = held;
    }

    /** Nodes with lower numbers are in here. */
    public int nodes() {
        return rates.length;
    }

    /** What the next run of a thread at that node takes of the resource, on average; negative if it gives back. */
    public double change(int resource, int node) {
        return changes[resource][node];
    }

    /** True if some run from there was measured; else nothing is known of it but time. */
    public boolean isMeasured(int node) {
        return measured[node];
    }

    /** How often threads left that node lately, to compare with other nodes. */
    public double rate(int node) {
        return rates[node];
    }

    /** How many threads are there. */
    public long threads(int node) {
        return threads[node];
    }

    /**
     * What all threads hold at the nodes where they are, of {@link Resource#HEAP} and {@link Resource#STACK}; of others, which
     * meters know exactly, 0.
     */
    public double held(int resource) {
        return held[resource];
    }
}
