package capriccio.seda.gnutella;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Traffic with the statistics that were published of a router in the real network [SEDA01 5.3]: in 37 hours 24.8 million
 * packets, 179 a second, over 72,396 connections, 12 at a time in the mean. Deterministic by its seed. Confined to a thread.
 *
 * <p>Not published, hence ours: connections come as a Poisson process and live exponentially long, 22 s in the mean, which
 * follows from their number by Little's law; each sends as a Poisson process, and as often as any other. Of the packets 15 %
 * are queries, as in the experiment of the paper; the rest is pings, pongs, hits and pushes in the shares of {@link Kind}.
 */
public final class Trace {
    public static final double HOURS = 37;
    public static final double PACKETS_PER_SECOND = 179;
    public static final double PACKETS = 24.8e6;
    public static final double CONNECTIONS = 72_396;
    public static final double MEAN_OPEN = 12;
    public static final double CONNECTIONS_PER_SECOND = CONNECTIONS / (HOURS * 3600);
    public static final double LIFE_SECONDS = MEAN_OPEN / CONNECTIONS_PER_SECOND;

    /** What happens. */
    public enum Kind {
        CONNECT(0),
        CLOSE(0),
        QUERY(0.15),
        PING(0.50),
        PONG(0.30),
        HITS(0.04),
        PUSH(0.01);

        /** Of all packets. */
        public final double share;

        Kind(double share) {
            this.share = share;
        }

        public boolean isPacket() {
            return share > 0;
        }
    }

    /**
     * An event.
     *
     * @param seconds since the beginning
     * @param connection a number that no later connection has
     */
    public record Event(double seconds, Kind kind, int connection) {}

    private record Open(int number, double until) {}

    private static final Kind[] PACKET_KINDS = {Kind.QUERY, Kind.PING, Kind.PONG, Kind.HITS, Kind.PUSH};

    private final RandomGenerator random;
    private final double packetsPerConnection;
    private final List<Integer> open = new ArrayList<>();
    private final PriorityQueue<Open> closing = new PriorityQueue<>((a, b) -> Double.compare(a.until(), b.until()));
    private double now;
    private double nextConnect;
    private int connections;
    private int atStart;

    /** With the published rates. */
    public Trace(long seed) {
        this(seed, PACKETS_PER_SECOND);
    }

    /** With so many packets a second in the mean; 0 for connections only. */
    public Trace(long seed, double packetsPerSecond) {
        if (!(packetsPerSecond >= 0)) {
            throw new IllegalArgumentException("packets a second must be 0 or more, not " + packetsPerSecond);
        }
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        packetsPerConnection = packetsPerSecond / MEAN_OPEN;
        nextConnect = exponential(1 / CONNECTIONS_PER_SECOND);
        atStart = (int) MEAN_OPEN; // the trace begins in the middle, not with a router that nobody knows
    }

    private double exponential(double mean) {
        return mean * random.nextExponential();
    }

    /** What happens next; there is always something. */
    public Event next() {
        if (atStart > 0) {
            atStart--;
            return connect();
        }
        double nextPacket = now + exponential(1 / (packetsPerConnection * open.size()));
        double nextClose = closing.isEmpty() ? Double.POSITIVE_INFINITY : closing.element().until();
        double first = Math.min(nextConnect, nextClose);
        // Exponential gaps have no memory: what was drawn for a time that another event came before is drawn anew.
        if (nextPacket < first) {
            now = nextPacket;
            return new Event(now, packetKind(), open.get(random.nextInt(open.size())));
        }
        now = first;
        if (nextClose < nextConnect) {
            int number = closing.remove().number();
            open.remove((Integer) number);
            return new Event(now, Kind.CLOSE, number);
        }
        nextConnect = now + exponential(1 / CONNECTIONS_PER_SECOND);
        return connect();
    }

    private Event connect() {
        int number = connections++;
        open.add(number);
        closing.add(new Open(number, now + exponential(LIFE_SECONDS)));
        return new Event(now, Kind.CONNECT, number);
    }

    private Kind packetKind() {
        double at = random.nextDouble();
        for (Kind kind : PACKET_KINDS) {
            at -= kind.share;
            if (at < 0) {
                return kind;
            }
        }
        return Kind.PING; // the shares' sum is off 1 by rounding
    }
}
