package seda.sandStorm.lib.aSocket;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/**
 * A UDP socket as the read and the write stage see it. What goes wrong with one datagram, such as that nobody listens
 * where it went, is no reason to close the socket.
 */
final class UdpSockState extends SockState {
    private static final int DATAGRAMS_PER_TURN = 100;

    private final DatagramChannel channel;
    private final AUdpSocket socket;

    // only accessed by the read loop
    private final ByteBuffer incoming;

    // where the program has last asked to be connected, which may wait for its turn; null is nowhere
    private volatile InetSocketAddress peer;

    UdpSockState(aSocketLayer layer, DatagramChannel channel, AUdpSocket socket) {
        super(layer, channel, socket, socket.writeClogThreshold);
        this.channel = channel;
        this.socket = socket;
        this.incoming = ByteBuffer.allocate(socket.maxPacketSize);
    }

    InetSocketAddress peer() {
        return peer;
    }

    /** Connects once the earlier writes are done; null disconnects. */
    synchronized void connect(InetSocketAddress address) throws SinkClosedException {
        queue(() -> connectNow(address));
        peer = address;
    }

    private void connectNow(InetSocketAddress address) {
        try {
            channel.disconnect();
            if (address != null) {
                channel.connect(address);
                announce(new AUdpConnectEvent(socket));
                return;
            }
        } catch (IOException e) {
            Log.line("aSocket: " + socket + " cannot connect to " + address + ": " + e);
        }
        announce(new AUdpDisconnectEvent(socket));
    }

    private void announce(QueueElementIF event) {
        SinkIF sink = socket.compQ;
        if (sink != null) {
            sink.enqueue_lossy(event);
        }
    }

    @Override
    QueueElementIF receive(ByteBuffer unused) throws IOException {
        try {
            SocketAddress from = channel.receive(incoming.clear());
            if (from == null) {
                return null; // woken for nothing: the system had to drop what came
            }
            byte[] bytes = Arrays.copyOf(incoming.array(), incoming.position());
            return new AUdpInPacket(socket, new DatagramPacket(bytes, bytes.length, from), nextSequenceNumber());
        } catch (PortUnreachableException e) {
            return null; // tells of a datagram sent earlier
        }
    }

    @Override
    Progress send(ByteBuffer unused) throws IOException {
        for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
            Object head = head();
            if (head == null) {
                return Progress.DONE;
            }
            try {
                if (head instanceof BufferElement datagram && !transmit(datagram)) {
                    return Progress.BLOCKED;
                }
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                discard(head, e);
                continue;
            }
            if (finish(head)) {
                return Progress.DONE;
            }
        }
        return Progress.MORE;
    }

    private void discard(Object head, Exception cause) {
        Log.line("aSocket: " + socket + " cannot send a datagram: " + cause);
        if (remove(head)) {
            reportClogged((BufferElement) head);
        }
    }

    /** Sends a datagram; false if the system has no room for it now. */
    private boolean transmit(BufferElement datagram) throws IOException {
        try {
            return transmitOnce(datagram);
        } catch (PortUnreachableException e) {
            return transmitOnce(datagram); // what failed was an earlier one
        }
    }

    private boolean transmitOnce(BufferElement datagram) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(datagram.data, datagram.offset, datagram.size);
        boolean addressed = datagram instanceof AUdpPacket packet && packet.address != null;
        int sent = addressed ? channel.send(data, ((AUdpPacket) datagram).target()) : channel.write(data);
        return sent == datagram.size;
    }
}
