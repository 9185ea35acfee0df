package seda.sandStorm.lib.aSocket;

/** A server socket has been closed. */
public class ATcpServerSocketClosedEvent extends aSocketErrorEvent {
    public ATcpServerSocket server_socket;

    public ATcpServerSocketClosedEvent() {
        this(null);
    }

    public ATcpServerSocketClosedEvent(ATcpServerSocket socket) {
        super("Server socket closed");
        server_socket = socket;
    }
}
