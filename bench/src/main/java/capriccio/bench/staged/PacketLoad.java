package capriccio.bench.staged;

import capriccio.seda.gnutella.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.HdrHistogram.Histogram;
import seda.sandStorm.lib.Gnutella.GnutellaConst;

/**
 * Packets in an open loop: one neighbour of the router sends pings and queries, due as a Poisson process, another measures
 * when they arrive. Times count from when a packet was due, whatever became of earlier ones.
 */
final class PacketLoad {
    /** Of queries, as in the paper. */
    static final double QUERIES = 0.15;

    private static final long SEED = 14;
    private static final long TIMEOUT_SECONDS = 10;
    private static final long HIGHEST = TimeUnit.MINUTES.toNanos(10);
    private static final double MILLI = 1e6;
    private static final byte[] SEARCH = {0, 0, 'a', 0};

    private final double rate;
    private final long warmupNanos;
    private final long measureNanos;
    private final long[] due; // 0 for packets that are not measured; written before its packet is sent
    private final Histogram pings = new Histogram(1_000, HIGHEST, 3);
    private final Histogram queries = new Histogram(1_000, HIGHEST, 3);
    private final Histogram late = new Histogram(1_000, HIGHEST, 3);
    private final CountDownLatch allArrived = new CountDownLatch(1);
    private volatile long measured = Long.MAX_VALUE; // known once all are sent

    PacketLoad(double rate, long warmupMillis, long measureMillis) {
        this.rate = rate;
        warmupNanos = TimeUnit.MILLISECONDS.toNanos(warmupMillis);
        measureNanos = TimeUnit.MILLISECONDS.toNanos(measureMillis);
        due = new long[(int) (rate * (warmupMillis + measureMillis) / 1_000 * 2) + 1_000];
    }

    /**
     * From when a packet was due until the router's other neighbour had it, in milliseconds.
     *
     * @param lost packets that were not there ten seconds after the last was due
     * @param late how late the load was in sending, at the 99th percentile
     */
    record Times(double pingMean, double pingP99, double queryMean, double queryP99, long sent, long lost, double late) {}

    /** Loads the router at that port of this machine. */
    Times run(int port) throws IOException, InterruptedException {
        InetSocketAddress router = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Peer to = Peer.connect(router, 0);
        Thread reader = new Thread(() -> receive(to), "packet reader");
        long sent;
        boolean complete;
        try (to;
                Peer from = Peer.connect(router, 0)) {
            reader.start();
            sent = send(from);
            complete = allArrived.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        reader.join();
        long arrived = pings.getTotalCount() + queries.getTotalCount();
        return new Times(pings.getMean() / MILLI, pings.getValueAtPercentile(99) / MILLI, queries.getMean() / MILLI,
                queries.getValueAtPercentile(99) / MILLI, sent, complete ? 0 : sent - arrived, late.getValueAtPercentile(99) / MILLI);
    }

    /** Returns how many of the packets sent are measured. */
    private long send(Peer peer) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        long begin = System.nanoTime();
        long next = begin;
        long count = 0;
        int id = 0;
        while (next - begin < warmupNanos + measureNanos && id < due.length - 1) {
            next += Math.round(1e9 / rate * random.nextExponential());
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            id++;
            if (next - begin >= warmupNanos) {
                due[id] = next;
                count++;
                record(late, System.nanoTime() - next);
            }
            boolean query = random.nextDouble() < QUERIES;
            peer.send(query
                    ? new Peer.Packet(GnutellaConst.GNUTELLA_FN_QUERY, id, GnutellaConst.DEFAULT_TTL, 0, SEARCH)
                    : new Peer.Packet(GnutellaConst.GNUTELLA_FN_PING, id, GnutellaConst.DEFAULT_TTL, 0));
        }
        measured = count;
        return count;
    }

    private void receive(Peer peer) {
        try {
            long arrived = 0;
            while (arrived < measured) {
                Peer.Packet packet = peer.read();
                long now = System.nanoTime();
                // The packet's way through the router orders this read after the write of its entry.
                long since = packet.id() > 0 && packet.id() < due.length ? due[(int) packet.id()] : 0;
                if (since != 0) {
                    arrived++;
                    record(packet.function() == GnutellaConst.GNUTELLA_FN_QUERY ? queries : pings, now - since);
                }
            }
            allArrived.countDown();
        } catch (IOException e) {
            // closed after the time-out: what is missing counts as lost
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST));
    }
}
