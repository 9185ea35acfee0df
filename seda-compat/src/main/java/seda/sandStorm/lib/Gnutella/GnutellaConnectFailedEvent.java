package seda.sandStorm.lib.Gnutella;

import java.net.InetAddress;
import seda.sandStorm.api.QueueElementIF;

/** A connection asked for with {@link GnutellaServer#openConnection} did not come about. */
public class GnutellaConnectFailedEvent implements QueueElementIF {
    public InetAddress address;
    public int port;

    GnutellaConnectFailedEvent(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    public InetAddress getAddress() {
        return address;
    }

    public int getPort() {
        return port;
    }
}
