package seda.sandStorm.lib.aSocket;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/** A datagram to be sent: to its address, or, where that is null, to where the socket is connected. */
public class AUdpPacket extends BufferElement {
    private static final int NO_PORT = -1;

    public InetAddress address;
    public int port;

    public AUdpPacket(byte[] data) {
        this(data, null);
    }

    public AUdpPacket(byte[] data, SinkIF compQ) {
        this(data, 0, data.length, compQ);
    }

    public AUdpPacket(byte[] data, int offset, int size) {
        this(data, offset, size, null);
    }

    public AUdpPacket(byte[] data, int offset, int size, SinkIF compQ) {
        this(data, offset, size, compQ, null, NO_PORT);
    }

    public AUdpPacket(byte[] data, int offset, int size, SinkIF compQ, InetAddress address, int port) {
        super(data, offset, size, compQ);
        this.address = address;
        this.port = port;
    }

    public AUdpPacket(int size) {
        this(new byte[size]);
    }

    /** The data and the address of the packet, which are not copied. */
    public AUdpPacket(DatagramPacket packet) {
        this(packet, null);
    }

    /** The data and the address of the packet, which are not copied. */
    public AUdpPacket(DatagramPacket packet, SinkIF compQ) {
        this(packet.getData(), packet.getOffset(), packet.getLength(), compQ, packet.getAddress(), packet.getPort());
    }

    public InetAddress getAddress() {
        return address;
    }

    public int getPort() {
        return port;
    }

    InetSocketAddress target() {
        return new InetSocketAddress(address, port);
    }
}
