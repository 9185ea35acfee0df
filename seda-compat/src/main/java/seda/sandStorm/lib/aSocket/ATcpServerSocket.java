package seda.sandStorm.lib.aSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import seda.sandStorm.api.SinkIF;

/** Listens: the sink gets an {@link ATcpListenSuccessEvent} or {@link ATcpListenFailedEvent}, then {@link ATcpConnection}s. */
@SuppressWarnings("this-escape") // the socket is announced in events from its constructor on: the contract of 2002
public class ATcpServerSocket {
    private static final int DEFAULT_BACKLOG = 50;

    public ListenSockState lss;

    private final int port;

    public ATcpServerSocket(int port, SinkIF sink) throws IOException {
        this(port, sink, -1);
    }

    public ATcpServerSocket(int port, SinkIF sink, int writeClogThreshold) throws IOException {
        this(null, port, sink, writeClogThreshold, DEFAULT_BACKLOG);
    }

    /** Listens on one address only and with another backlog. Not in the original. */
    public ATcpServerSocket(InetAddress bindAddress, int port, SinkIF sink, int writeClogThreshold, int backlog)
            throws IOException {
        this.port = port;
        lss = new ListenSockState(this, new InetSocketAddress(bindAddress, port), backlog, sink, writeClogThreshold);
        aSocketLayer.get().listen(lss);
    }

    protected ATcpServerSocket() {
        port = -1;
    }

    /** Accepts no more until {@link #resumeAccept}; connections wait in the backlog. */
    public void suspendAccept() {
        lss.request(ListenSockState.State.SUSPENDED);
    }

    public void resumeAccept() {
        lss.request(ListenSockState.State.ACCEPTING);
    }

    /** The port asked for. */
    public int getPort() {
        return port;
    }

    /** The port bound, or -1. */
    public int getLocalPort() {
        return lss == null ? -1 : lss.localPort();
    }

    /** Stops listening; the sink gets an {@link ATcpServerSocketClosedEvent}. */
    public void close() {
        lss.request(ListenSockState.State.CLOSED);
    }
}
