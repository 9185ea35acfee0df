package capriccio.seda.gnutella;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What a router has done so far. Safe for any thread. */
final class RouterCounts {
    final LongAdder connections = new LongAdder();
    final LongAdder failedConnects = new LongAdder();
    final LongAdder pings = new LongAdder();
    final LongAdder pongs = new LongAdder();
    final LongAdder queries = new LongAdder();
    final LongAdder hits = new LongAdder();
    final LongAdder pushes = new LongAdder();
    final LongAdder routed = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder unroutable = new LongAdder();
    final LongAdder cloggedClosed = new LongAdder();
    final LongAdder turnedAway = new LongAdder();

    long packets() {
        return pings.sum() + pongs.sum() + queries.sum() + hits.sum() + pushes.sum();
    }

    /** One line, as the router prints it; a rate is that since the last one. */
    String line(int open, int queued, long shed, double packetsPerSecond) {
        return String.format(
                Locale.ROOT,
                "Gnutella: connections %d of %d packets %d (%.1f/s) pings %d pongs %d queries %d hits %d pushes %d routed %d"
                        + " duplicates %d expired %d unroutable %d shed %d clogged %d turned away %d failed connects %d queue %d",
                open, connections.sum(), packets(), packetsPerSecond, pings.sum(), pongs.sum(), queries.sum(), hits.sum(),
                pushes.sum(), routed.sum(), duplicates.sum(), expired.sum(), unroutable.sum(), shed, cloggedClosed.sum(),
                turnedAway.sum(), failedConnects.sum(), queued);
    }
}
