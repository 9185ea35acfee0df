package seda.sandStorm.lib.aSocket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import seda.sandStorm.api.SinkIF;

/** Asks for a connection: the sink gets an {@link ATcpConnection} or an {@link ATcpConnectFailedEvent}. */
@SuppressWarnings("this-escape") // the socket is announced in events from its constructor on: the contract of 2002
public class ATcpClientSocket {
    private final InetAddress address;
    private final int port;

    public ATcpClientSocket(InetAddress address, int port, SinkIF sink) {
        this(address, port, sink, -1, -1);
    }

    public ATcpClientSocket(String host, int port, SinkIF sink) throws UnknownHostException {
        this(InetAddress.getByName(host), port, sink, -1, -1);
    }

    public ATcpClientSocket(
            InetAddress address, int port, SinkIF sink, int writeClogThreshold, int connectClogTries) {
        this.address = address;
        this.port = port;
        aSocketLayer.get().connect(new ConnectRequest(this, sink, writeClogThreshold, connectClogTries));
    }

    public ATcpClientSocket(String host, int port, SinkIF sink, int writeClogThreshold, int connectClogTries)
            throws UnknownHostException {
        this(InetAddress.getByName(host), port, sink, writeClogThreshold, connectClogTries);
    }

    protected ATcpClientSocket() {
        address = null;
        port = -1;
    }

    public InetAddress getAddress() {
        return address;
    }

    public int getPort() {
        return port;
    }
}
