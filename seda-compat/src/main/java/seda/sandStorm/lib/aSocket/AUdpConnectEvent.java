package seda.sandStorm.lib.aSocket;

import seda.sandStorm.api.QueueElementIF;

/** A UDP socket is connected: datagrams of others no longer reach it. */
public class AUdpConnectEvent implements QueueElementIF {
    public AUdpSocket theSocket;

    AUdpConnectEvent(AUdpSocket socket) {
        theSocket = socket;
    }

    public AUdpSocket getSocket() {
        return theSocket;
    }

    @Override
    public String toString() {
        return "AUdpConnectEvent[" + theSocket + "]";
    }
}
