package seda.sandStorm.lib.http;

import java.net.InetAddress;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.SinkIF;

/** What Haboob needs of the library beyond the contract of 2002. Not in the original, and not for programs. */
public final class httpInternals {
    private httpInternals() {}

    /**
     * A server on one address, with another backlog, that passes requests of every method on.
     *
     * @param idleMillis after which idle, slow and stalled clients are dropped
     */
    public static httpServer listen(
            ManagerIF manager, SinkIF clientSink, InetAddress address, int port, int backlog, int idleMillis)
            throws Exception {
        return new httpServer(manager, clientSink, port, new httpServer.Options(address, backlog, idleMillis, true));
    }

    /** The method as sent. */
    public static String method(httpRequest request) {
        return request.method();
    }

    /** Connections not known to be closed. */
    public static int connections(httpServer server) {
        return server.connections().size();
    }

    /** Whether every request has been answered and written. */
    public static boolean isIdle(httpServer server) {
        return server.connections().stream().allMatch(httpConnection::isIdle);
    }

    /** Stops listening, which open connections survive; whether it came true within that time. */
    public static boolean stopListening(httpServer server, long millis) throws InterruptedException {
        return server.awaitNotListening(millis);
    }
}
