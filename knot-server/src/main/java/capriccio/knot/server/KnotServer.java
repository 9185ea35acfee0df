package capriccio.knot.server;

import java.io.IOException;

/** A running server. Closing it stops gracefully: responses under way are finished, then every thread ends. */
public interface KnotServer extends AutoCloseable {
    /** Starts the architecture of that name, listening when this returns. */
    static KnotServer start(Architecture architecture, KnotConfig config) throws IOException {
        return architecture.start(config);
    }

    /** The port on which it listens. */
    int port();

    /** What it did so far. */
    ServerStats stats();

    /** Stops accepting, finishes what was asked within the configured grace, then cuts off; may be called repeatedly. */
    @Override
    void close();
}
