package seda.sandStorm.lib.aSocket;

import java.net.DatagramPacket;
import java.util.Arrays;
import seda.sandStorm.api.QueueElementIF;

/** A datagram that arrived. */
public class AUdpInPacket implements QueueElementIF {
    private final AUdpSocket socket;
    private final DatagramPacket packet;
    private final long sequenceNumber;

    public AUdpInPacket(AUdpSocket socket, DatagramPacket packet) {
        this(socket, packet, 0);
    }

    public AUdpInPacket(AUdpSocket socket, DatagramPacket packet, long sequenceNumber) {
        this.socket = socket;
        this.packet = packet;
        this.sequenceNumber = sequenceNumber;
    }

    public AUdpSocket getSocket() {
        return socket;
    }

    /** The datagram with its sender. */
    public DatagramPacket getPacket() {
        return packet;
    }

    /** The data: an array of length {@link #size()}. */
    public byte[] getBytes() {
        byte[] data = packet.getData();
        int from = packet.getOffset();
        boolean exact = from == 0 && size() == data.length;
        return exact ? data : Arrays.copyOfRange(data, from, from + size());
    }

    public int size() {
        return packet.getLength();
    }

    /** 1, 2, 3 and so on in the order of arrival at the socket; 0 means unknown. */
    public long getSequenceNumber() {
        return sequenceNumber;
    }

    @Override
    public String toString() {
        return "AUdpInPacket[socket=" + socket + ", size=" + size() + ", seq=" + sequenceNumber + "]";
    }
}
