package seda.sandStorm.lib.aSocket;

import java.nio.channels.SocketChannel;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;

/** A connection in the making; its fields below are only accessed by the write loop. */
final class ConnectRequest implements QueueElementIF {
    final ATcpClientSocket client;
    final SinkIF sink;
    final int writeClogThreshold;
    final int clogTries;

    SocketChannel channel;
    ATcpConnection refused;
    int refusals;

    ConnectRequest(ATcpClientSocket client, SinkIF sink, int writeClogThreshold, int clogTries) {
        this.client = client;
        this.sink = sink;
        this.writeClogThreshold = writeClogThreshold;
        this.clogTries = clogTries;
    }
}
