package seda.sandStorm.lib.aSocket;

import java.util.Arrays;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.BufferElement;

/** Bytes that arrived on a connection: the receiver's own array, exactly as long as the data. */
public class ATcpInPacket implements QueueElementIF {
    private final ATcpConnection connection;
    private final BufferElement buffer;
    private final long sequenceNumber;

    public ATcpInPacket(ATcpConnection connection, BufferElement buffer) {
        this(connection, buffer, 0);
    }

    public ATcpInPacket(ATcpConnection connection, BufferElement buffer, long sequenceNumber) {
        this.connection = connection;
        this.buffer = buffer;
        this.sequenceNumber = sequenceNumber;
    }

    public ATcpInPacket(ATcpConnection connection, byte[] data, int length) {
        this(connection, data, length, false, 0);
    }

    public ATcpInPacket(ATcpConnection connection, byte[] data, int length, long sequenceNumber) {
        this(connection, data, length, false, sequenceNumber);
    }

    public ATcpInPacket(ATcpConnection connection, byte[] data, int length, boolean copy) {
        this(connection, data, length, copy, 0);
    }

    public ATcpInPacket(ATcpConnection connection, byte[] data, int length, boolean copy, long sequenceNumber) {
        this(connection, new BufferElement(copy ? Arrays.copyOf(data, length) : data, 0, length), sequenceNumber);
    }

    public ATcpConnection getConnection() {
        return connection;
    }

    /** The data: an array of length {@link #size()}. */
    public byte[] getBytes() {
        byte[] data = buffer.data;
        boolean exact = buffer.offset == 0 && buffer.size == data.length;
        return exact ? data : Arrays.copyOfRange(data, buffer.offset, buffer.offset + buffer.size);
    }

    public int size() {
        return buffer.size;
    }

    public BufferElement getBufferElement() {
        return buffer;
    }

    /** 1, 2, 3 and so on within the connection; 0 means unknown. */
    public long getSequenceNumber() {
        return sequenceNumber;
    }

    @Override
    public String toString() {
        return "ATcpInPacket[conn=" + connection + ", size=" + size() + ", seq=" + sequenceNumber + "]";
    }
}
