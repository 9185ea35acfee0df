package seda.sandStorm.lib.Gnutella;

import java.net.InetAddress;
import java.util.function.Supplier;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;
import seda.sandStorm.lib.aSocket.ATcpConnection;

/**
 * A connection to a peer after the handshake: a sink of {@link GnutellaPacket}s, written in order. Equal only to itself.
 * Safe for any thread.
 */
public class GnutellaConnection extends SimpleSink implements QueueElementIF, GnutellaConst {
    /** Turns an event of the socket layer into one of ours, at once and in the thread that reports it. */
    private static final class Translator extends SimpleSink {
        private final Class<? extends QueueElementIF> from;
        private final Supplier<? extends QueueElementIF> event;
        private final Supplier<SinkIF> to;

        Translator(Class<? extends QueueElementIF> from, Supplier<? extends QueueElementIF> event, Supplier<SinkIF> to) {
            this.from = from;
            this.event = event;
            this.to = to;
        }

        @Override
        public void enqueue(QueueElementIF element) {
            if (from.isInstance(element)) {
                to.get().enqueue_lossy(event.get());
            }
        }
    }

    private final GnutellaServer server;
    private final ATcpConnection tcp;
    private final SinkIF completions;
    private volatile boolean ended;

    // only accessed by the server's stage
    final PacketReader reader;
    final long deadline;

    /** {@code deadline}: of the handshake, by {@code System.nanoTime()}. */
    GnutellaConnection(GnutellaServer server, ATcpConnection tcp, PacketReader reader, long deadline) {
        this.server = server;
        this.tcp = tcp;
        this.reader = reader;
        this.deadline = deadline;
        // Drained events are left out: nobody asks for one event more for each packet.
        completions = new Translator(SinkCloggedEvent.class, () -> new SinkCloggedEvent(this, null), server::sink);
    }

    ATcpConnection tcp() {
        return tcp;
    }

    /** Ends it on this side: what has arrived and is not delivered yet no longer will be. */
    void end(SinkIF toTell) throws SinkClosedException {
        ended = true;
        server.forget(this);
        tcp.close(toTell);
    }

    /** Whether it was ended on this side; what arrived before the peer closed is still delivered. */
    boolean isEnded() {
        return ended;
    }

    /** Whether we asked for the connection. */
    boolean isOutgoing() {
        return tcp.getClientSocket() != null;
    }

    /** The peer's address. */
    public InetAddress getAddress() {
        return tcp.getAddress();
    }

    /** The peer's port. */
    public int getPort() {
        return tcp.getPort();
    }

    /** Sends a ping that the peer does not pass on. */
    public void sendPing() {
        sendPing(1);
    }

    /** Sends a ping that goes that far; dropped if the connection is closed or clogged. */
    public void sendPing(int ttl) {
        enqueue_lossy(new GnutellaPingPacket(new GnutellaGUID(), ttl, DEFAULT_HOPS));
    }

    /**
     * Queues a packet as it is now: it may be changed and sent on afterwards. When too many are queued already it is
     * dropped, and the server's sink gets a {@code SinkCloggedEvent}.
     */
    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        if (!(element instanceof GnutellaPacket packet)) {
            throw new BadQueueElementException("a Gnutella connection takes GnutellaPackets, not " + element, element);
        }
        byte[] bytes;
        try {
            bytes = packet.toBytes();
        } catch (IllegalArgumentException e) {
            throw new BadQueueElementException("cannot be sent: " + e.getMessage(), element);
        }
        write(bytes);
    }

    void write(byte[] bytes) throws SinkException {
        tcp.enqueue(new BufferElement(bytes, 0, bytes.length, completions));
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the connection below has its own lock
    public boolean enqueue_lossy(QueueElementIF element) {
        try {
            enqueue(element);
            return true;
        } catch (SinkException refused) {
            return false;
        }
    }

    /** Packets not yet written. */
    @Override
    public int size() {
        return tcp.size();
    }

    /** Refuses further packets and closes when the earlier ones are written, or at once if clogged; then tells {@code sink} unless it is null. */
    public void close(SinkIF sink) throws SinkClosedException {
        end(sink == null ? null : new Translator(SinkClosedEvent.class, () -> new SinkClosedEvent(this), () -> sink));
    }

    /** Tells {@code sink} when the earlier packets are written. */
    public void flush(SinkIF sink) throws SinkClosedException {
        tcp.flush(new Translator(SinkFlushedEvent.class, () -> new SinkFlushedEvent(this), () -> sink));
    }

    @Override
    public String toString() {
        return "GnutellaConnection[" + getAddress() + ":" + getPort() + "]";
    }
}
