package seda.sandStorm.lib.aSocket;

import seda.sandStorm.api.QueueElementIF;

/** A UDP socket is connected to nobody, as asked for or because a connect failed. */
public class AUdpDisconnectEvent implements QueueElementIF {
    public AUdpSocket theSocket;

    AUdpDisconnectEvent(AUdpSocket socket) {
        theSocket = socket;
    }

    public AUdpSocket getSocket() {
        return theSocket;
    }

    @Override
    public String toString() {
        return "AUdpDisconnectEvent[" + theSocket + "]";
    }
}
