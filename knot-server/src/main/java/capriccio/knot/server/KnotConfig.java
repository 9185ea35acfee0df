package capriccio.knot.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a server is started with; the withers return changed copies.
 *
 * @param root the directory whose files are served
 * @param address where to listen
 * @param port where to listen; 0 lets the system pick
 * @param backlog connections that the system completes before they are accepted
 * @param threads how connection threads are made
 * @param cacheBytes bound on the page cache
 * @param idleTimeout how long a client may leave a connection idle, take over one request's head, or read nothing
 * @param maxConnections beyond it, clients get 503
 * @param grace how long a stop waits for responses under way
 * @param admission asked on the thread of each new connection, where it may wait: false, and the client gets 503
 */
public record KnotConfig(
        Path root,
        InetAddress address,
        int port,
        int backlog,
        ThreadFlavour threads,
        long cacheBytes,
        Duration idleTimeout,
        int maxConnections,
        Duration grace,
        BooleanSupplier admission) {

    /** The defaults: loopback, a port that the system picks, platform threads. */
    public static KnotConfig of(Path root) {
        return new KnotConfig(
                root,
                InetAddress.getLoopbackAddress(),
                0,
                4096,
                ThreadFlavour.PLATFORM,
                200_000_000,
                Duration.ofSeconds(60),
                100_000,
                Duration.ofSeconds(5),
                () -> true);
    }

    /** With another time that idle, slow and stalled clients have. */
    public KnotConfig withIdleTimeout(Duration timeout) {
        return new KnotConfig(
                root, address, port, backlog, threads, cacheBytes, timeout, maxConnections, grace, admission);
    }

    /** With another bound on open connections. */
    public KnotConfig withMaxConnections(int connections) {
        return new KnotConfig(root, address, port, backlog, threads, cacheBytes, idleTimeout, connections, grace, admission);
    }

    /** With another way to make threads. */
    public KnotConfig withThreads(ThreadFlavour flavour) {
        return new KnotConfig(root, address, port, backlog, flavour, cacheBytes, idleTimeout, maxConnections, grace, admission);
    }

    /** With another one to say whether a connection may begin. */
    public KnotConfig withAdmission(BooleanSupplier asked) {
        return new KnotConfig(root, address, port, backlog, threads, cacheBytes, idleTimeout, maxConnections, grace, asked);
    }
}
