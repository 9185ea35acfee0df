package seda.sandStorm.lib.aSocket;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;

/**
 * A UDP socket: a sink for {@link AUdpPacket}s and, once connected, for any {@code BufferElement}, each one datagram; and
 * a source of {@link AUdpInPacket}s once a reader is started. A datagram that the system refuses to send is discarded and
 * reported by a {@code SinkCloggedEvent}.
 */
public class AUdpSocket extends SimpleSink {
    public static final int DEFAULT_MAX_PACKETSIZE = 16384;

    private static final int LARGEST_DATAGRAM = 65_507; // what IPv4 can carry
    private static final int LARGEST_PORT = 65_535;

    public int maxPacketSize;
    public int writeClogThreshold;
    public SinkIF compQ;

    private final DatagramChannel channel;
    private final UdpSockState state;

    /** Binds to any free port. */
    public AUdpSocket(SinkIF compQ) throws IOException {
        this(0, compQ);
    }

    public AUdpSocket(int localPort, SinkIF compQ) throws IOException {
        this(null, localPort, compQ, DEFAULT_MAX_PACKETSIZE, -1);
    }

    /**
     * Binds to an address, or to all when it is null.
     *
     * @param compQ gets the events of connecting and disconnecting; may be null
     * @param maxPacketSize what is longer is cut off on arrival
     * @param writeClogThreshold how many datagrams may wait before the next is discarded; -1 is any number
     */
    @SuppressWarnings("this-escape") // the layer uses it only once there are requests
    public AUdpSocket(
            InetAddress localAddress, int localPort, SinkIF compQ, int maxPacketSize, int writeClogThreshold)
            throws IOException {
        this.compQ = compQ;
        this.maxPacketSize = maxPacketSize;
        this.writeClogThreshold = writeClogThreshold;
        aSocketLayer layer = aSocketLayer.get();
        channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(localAddress, localPort));
            state = new UdpSockState(layer, channel, this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Begins to receive; may be called once. */
    public void startReader(SinkIF receiver) {
        startReader(receiver, -1);
    }

    /** Begins to receive; a datagram that the sink refuses this often is dropped, -1 means never. */
    public void startReader(SinkIF receiver, int readClogTries) {
        state.startReader(receiver, readClogTries);
    }

    /** Queues a datagram; the buffer must not change until it has drained. */
    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        enqueue_many(new QueueElementIF[] {element});
    }

    /** Queues all of the datagrams, one after the other, or none. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the state has its own lock
    public void enqueue_many(QueueElementIF[] elements) throws SinkException {
        BufferElement[] datagrams = new BufferElement[elements.length];
        for (int i = 0; i < elements.length; i++) {
            datagrams[i] = checked(elements[i]);
        }
        state.write(datagrams);
    }

    private BufferElement checked(QueueElementIF element) throws BadQueueElementException {
        if (!(element instanceof BufferElement datagram)) {
            throw new BadQueueElementException("a UDP socket takes BufferElements, not " + element, element);
        }
        if (datagram.size > LARGEST_DATAGRAM) {
            throw new BadQueueElementException(
                    "a datagram of " + datagram.size + " bytes: " + LARGEST_DATAGRAM + " are possible", element);
        }
        String fault = faultOfAddress(datagram);
        if (fault != null) {
            throw new BadQueueElementException(fault, element);
        }
        return datagram;
    }

    private String faultOfAddress(BufferElement datagram) {
        InetSocketAddress peer = state.peer();
        if (!(datagram instanceof AUdpPacket packet) || packet.address == null) {
            return peer == null ? "not connected: connect first, or use an AUdpPacket with an address" : null;
        }
        if (packet.port <= 0 || packet.port > LARGEST_PORT) {
            return "a datagram to port " + packet.port;
        }
        boolean elsewhere = peer != null && !peer.equals(packet.target());
        return elsewhere ? "connected to " + peer + ": disconnect to send to " + packet.target() : null;
    }

    /** Refuses further datagrams and closes when the earlier ones are sent; then tells {@code sink} unless it is null. */
    public void close(SinkIF sink) throws SinkClosedException {
        state.close(sink);
    }

    /** Tells {@code sink} when the earlier datagrams are sent. */
    public void flush(SinkIF sink) throws SinkClosedException {
        state.flush(sink);
    }

    /** Datagrams not yet sent. */
    @Override
    public int size() {
        return state.outstanding();
    }

    /** The number of the datagram that arrived last. */
    public long getSequenceNumber() {
        return state.sequenceNumber();
    }

    @Override
    public int profileSize() {
        return size();
    }

    /** Sends to one peer and hears only that from now on, once the earlier datagrams are sent: an {@link AUdpConnectEvent}. */
    public void connect(InetAddress address, int port) {
        try {
            state.connect(new InetSocketAddress(address, port));
        } catch (SinkClosedException e) {
            throw new IllegalStateException(this + " is closed", e);
        }
    }

    /** Undoes {@link #connect}: an {@link AUdpDisconnectEvent}. Has no effect on a closed socket. */
    public void disconnect() {
        try {
            state.connect(null);
        } catch (SinkClosedException e) {
            // a closed socket is connected to nobody
        }
    }

    /** The address of the peer asked for by {@link #connect}, or null. */
    public InetAddress getAddress() {
        InetSocketAddress peer = state.peer();
        return peer == null ? null : peer.getAddress();
    }

    /** The port of the peer asked for by {@link #connect}, or -1. */
    public int getPort() {
        InetSocketAddress peer = state.peer();
        return peer == null ? -1 : peer.getPort();
    }

    public InetAddress getLocalAddress() {
        return channel.socket().getLocalAddress();
    }

    /** The port bound. */
    public int getLocalPort() {
        return channel.socket().getLocalPort();
    }

    public DatagramSocket getSocket() {
        return channel.socket();
    }

    @Override
    public String toString() {
        return "AUdpSocket[port " + getLocalPort() + "]";
    }
}
