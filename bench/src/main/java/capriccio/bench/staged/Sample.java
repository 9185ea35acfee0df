package capriccio.bench.staged;

import org.jspecify.annotations.Nullable;

/**
 * One row at one rate in one round.
 *
 * @param rate packets a second
 * @param failure why there is no figure, or empty
 * @param times what the load saw; null if it saw nothing
 * @param added threads that the router's stage has beyond its first, at the end
 */
record Sample(String row, int rate, int round, String failure, @Nullable Times times, int added) {
    /**
     * From when a packet was due until the router's other neighbour had it, in milliseconds.
     *
     * @param lost packets that were not there ten seconds after the last was due
     * @param late how late the load was in sending, at the 99th percentile
     */
    record Times(double pingMean, double pingP99, double queryMean, double queryP99, long sent, long lost, double late) {}
}
