package seda.sandStorm.lib.aSocket;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;

/**
 * A connection: a sink for {@code BufferElement}s, written in order, and a source of {@link ATcpInPacket}s once a reader
 * is started. Two connections are equal only if they are the same.
 */
public class ATcpConnection extends SimpleSink implements QueueElementIF {
    public SockState sockState;
    public Object userTag;

    private final ATcpServerSocket serverSocket;
    private final ATcpClientSocket clientSocket;
    private final InetAddress address;
    private final int port;

    public ATcpConnection(ATcpClientSocket socket, InetAddress address, int port) {
        this(null, socket, address, port);
    }

    public ATcpConnection(ATcpServerSocket socket, InetAddress address, int port) {
        this(socket, null, address, port);
    }

    protected ATcpConnection() {
        this(null, null, null, -1);
    }

    private ATcpConnection(ATcpServerSocket server, ATcpClientSocket client, InetAddress address, int port) {
        this.serverSocket = server;
        this.clientSocket = client;
        this.address = address;
        this.port = port;
    }

    /** The peer's address. */
    public InetAddress getAddress() {
        return address;
    }

    /** The peer's port. */
    public int getPort() {
        return port;
    }

    public boolean isClosed() {
        return sockState == null || sockState.isClosed();
    }

    /** The socket that accepted this connection, or null. */
    public ATcpServerSocket getServerSocket() {
        return serverSocket;
    }

    /** The socket that asked for this connection, or null. */
    public ATcpClientSocket getClientSocket() {
        return clientSocket;
    }

    public Socket getSocket() {
        return ((SocketChannel) sockState.channel()).socket();
    }

    /** Begins to read; may be called once. */
    public void startReader(SinkIF sink) {
        startReader(sink, -1);
    }

    /** Begins to read; a packet that the sink refuses this often is dropped, -1 means never. */
    public void startReader(SinkIF sink, int readClogTries) {
        sockState.startReader(sink, readClogTries);
    }

    /** Queues a write; the buffer must not change until it has drained. */
    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        enqueue_many(new QueueElementIF[] {element});
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the state has its own lock
    public boolean enqueue_lossy(QueueElementIF element) {
        try {
            enqueue(element);
            return true;
        } catch (SinkException refused) {
            return false;
        }
    }

    /** Queues all of the writes, one after the other, or none. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the state has its own lock
    public void enqueue_many(QueueElementIF[] elements) throws SinkException {
        BufferElement[] writes = new BufferElement[elements.length];
        for (int i = 0; i < elements.length; i++) {
            if (!(elements[i] instanceof BufferElement write)) {
                throw new BadQueueElementException("a connection takes BufferElements, not " + elements[i], elements[i]);
            }
            writes[i] = write;
        }
        if (sockState == null) {
            throw new SinkClosedException("not connected");
        }
        sockState.write(writes);
    }

    /** Refuses further writes and closes when the earlier ones are done; then tells {@code sink} unless it is null. */
    public void close(SinkIF sink) throws SinkClosedException {
        if (sockState == null) {
            throw new SinkClosedException("not connected");
        }
        sockState.close(sink);
    }

    /** Tells {@code sink} when the earlier writes are done. */
    public void flush(SinkIF sink) throws SinkClosedException {
        if (sockState == null) {
            throw new SinkClosedException("not connected");
        }
        sockState.flush(sink);
    }

    /** Writes not yet done. */
    @Override
    public int size() {
        return sockState == null ? 0 : sockState.outstanding();
    }

    /** The number of the packet that arrived last. */
    public long getSequenceNumber() {
        return sockState == null ? 0 : sockState.sequenceNumber();
    }

    @Override
    public int profileSize() {
        return size();
    }

    @Override
    public String toString() {
        return "ATcpConnection[" + address + ":" + port + "]";
    }
}
