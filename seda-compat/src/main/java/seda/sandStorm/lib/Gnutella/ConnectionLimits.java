package seda.sandStorm.lib.Gnutella;

/**
 * What a peer may take. Not in the original, which had no limits.
 *
 * @param writeClogThreshold packets that may wait to be written to a peer; one more is dropped and reported with a
 *     {@code SinkCloggedEvent}; -1 for no limit
 * @param sendBufferBytes what the system may hold for a peer beside them; 0 leaves that to the system
 * @param handshakeMillis after how long a peer that has not said its words is cut off
 */
public record ConnectionLimits(int writeClogThreshold, int sendBufferBytes, int handshakeMillis) {
    /** No limit for packets, ten seconds for the handshake. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(GnutellaConst.WRITE_CLOG_THRESHOLD, 0, 10_000);

    /** Fails if a limit is out of its range. */
    public ConnectionLimits {
        if (writeClogThreshold < -1 || sendBufferBytes < 0 || handshakeMillis < 1) {
            throw new IllegalArgumentException("limits out of range: clog threshold " + writeClogThreshold + " (-1 or more), send buffer "
                    + sendBufferBytes + " (0 or more), handshake " + handshakeMillis + " ms (1 or more)");
        }
    }
}
