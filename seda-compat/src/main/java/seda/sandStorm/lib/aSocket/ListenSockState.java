package seda.sandStorm.lib.aSocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/** What the listen stage knows of a server socket. */
public final class ListenSockState implements QueueElementIF {
    /** What is wanted of the socket. */
    enum State {
        ACCEPTING,
        SUSPENDED,
        CLOSED
    }

    final ATcpServerSocket server;
    final InetSocketAddress bindAddress;
    final int backlog;
    final SinkIF sink;
    final int writeClogThreshold;

    private volatile State wanted = State.ACCEPTING;
    private volatile int localPort = -1;
    private volatile aSocketLayer layer;

    // only accessed by the listen loop
    ServerSocketChannel channel;
    SelectionKey key;
    boolean finished;

    ListenSockState(
            ATcpServerSocket server, InetSocketAddress bindAddress, int backlog, SinkIF sink, int writeClogThreshold) {
        this.server = server;
        this.bindAddress = bindAddress;
        this.backlog = backlog;
        this.sink = sink;
        this.writeClogThreshold = writeClogThreshold;
    }

    /** Asks for another state; nothing follows on CLOSED. */
    void request(State state) {
        synchronized (this) {
            if (wanted == State.CLOSED) {
                return;
            }
            wanted = state;
        }
        layer.listen(this);
    }

    State wanted() {
        return wanted;
    }

    /**
     * The next connection, or null if there is none or none is wanted. Under the same monitor as {@link #request}: once
     * that has returned, nothing more is accepted against its will.
     */
    synchronized SocketChannel acceptIfWanted() throws IOException {
        return wanted == State.ACCEPTING ? channel.accept() : null;
    }

    int localPort() {
        return localPort;
    }

    void setLocalPort(int port) {
        localPort = port;
    }

    aSocketLayer layer() {
        return layer;
    }

    void setLayer(aSocketLayer layer) {
        this.layer = layer;
    }
}
