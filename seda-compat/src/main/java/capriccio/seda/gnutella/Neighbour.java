package capriccio.seda.gnutella;

import org.jspecify.annotations.Nullable;
import seda.sandStorm.lib.Gnutella.GnutellaConnection;
import seda.sandStorm.lib.Gnutella.GnutellaPacket;

/** What routes lead to. A route may outlive its neighbour, and then holds no more than this. */
final class Neighbour {
    private volatile @Nullable GnutellaConnection connection;

    Neighbour(GnutellaConnection connection) {
        this.connection = connection;
    }

    /** The connection; null once it is closed. */
    @Nullable GnutellaConnection connection() {
        return connection;
    }

    /** Whether the neighbour is there and has not been told yet to go. */
    boolean send(GnutellaPacket packet) {
        GnutellaConnection to = connection;
        return to != null && to.enqueue_lossy(packet);
    }

    void close() {
        connection = null;
    }
}
