package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One simulated client: a connection, remade when needed, with at most one request under way. Confined to its loop. */
final class Client {
    /** Nothing is under way. */
    static final long IDLE = 0;

    final int id;
    final String source;
    final ResponseReader reader;
    @Nullable SocketChannel channel;
    @Nullable SelectionKey key;
    /** The rest of a request that the socket did not take at once. */
    @Nullable ByteBuffer unsent;
    /** Where this client is in the sequence of requests. */
    int cursor;
    /** Responses over this connection. */
    int served;
    /** Responses in the measured slice. */
    long completed;
    /** When connecting began. */
    long connectStart;
    /** When the request under way was sent, or connecting began; {@link #IDLE} if nothing is under way. */
    long since = IDLE;
    /** When to connect again after a failure, or {@link #IDLE}. */
    long retryAt = IDLE;
    /** Whether this connection counts against the limit of pending connects. */
    boolean pending;
    /** Whether there was ever a response. */
    boolean proven;
    /** When its pause ends, or {@link #IDLE}. */
    long resumesAt = IDLE;
    /** Whether the request under way was sent in the measured slice. */
    boolean sentInSlice;

    Client(int id, String source, int cursor, FileSet set) {
        this.id = id;
        this.source = source;
        this.cursor = cursor;
        this.reader = new ResponseReader(set.block());
    }
}
