import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;

/** Ping over UDP: the ponger answers to the packet's address, the pinger is connected. */
public class UdpPing {
  static class Ponger extends Thread {
    FiniteQueue q = new FiniteQueue();
    AUdpSocket sock;
    Ponger() throws java.io.IOException { sock = new AUdpSocket(q); }
    public void run() {
      sock.startReader(q);
      while (true) {
        AUdpInPacket in = (AUdpInPacket) q.blocking_dequeue(-1);
        DatagramPacket p = in.getPacket();
        try {
          if (in.getSequenceNumber() % 2 == 0) {
            sock.enqueue(new AUdpPacket(in.getBytes(), 0, in.size(), null, p.getAddress(), p.getPort()));
          } else {
            sock.enqueue(new AUdpPacket(new DatagramPacket(in.getBytes(), in.size(), p.getAddress(), p.getPort())));
          }
        } catch (SinkException se) {
          se.printStackTrace();
        }
      }
    }
  }

  public static void main(String args[]) throws Exception {
    Ponger ponger = new Ponger();
    ponger.setDaemon(true);
    ponger.start();
    FiniteQueue q = new FiniteQueue();
    AUdpSocket sock = new AUdpSocket(InetAddress.getByName("127.0.0.1"), 0, q, AUdpSocket.DEFAULT_MAX_PACKETSIZE, 10);
    sock.startReader(q);
    sock.connect(InetAddress.getByName("127.0.0.1"), ponger.sock.getLocalPort());
    AUdpConnectEvent ce = (AUdpConnectEvent) q.blocking_dequeue(-1);
    System.out.println("connected " + (ce.getSocket() == sock) + " " + (sock.getPort() == ponger.sock.getLocalPort()));
    Vector got = new Vector();
    for (int i = 0; i < 10; i++) {
      sock.enqueue(new BufferElement(("ping " + i).getBytes(), q));
      int answers = 0;
      while (answers < 2) {
        QueueElementIF item = q.blocking_dequeue(-1);
        if (item instanceof AUdpInPacket) got.addElement(new String(((AUdpInPacket) item).getBytes()));
        else if (!(item instanceof SinkDrainedEvent)) throw new Error("" + item);
        answers++;
      }
    }
    System.out.println(got.firstElement() + " .. " + got.lastElement() + " seq " + sock.getSequenceNumber());
    sock.disconnect();
    System.out.println(((AUdpDisconnectEvent) q.blocking_dequeue(-1)).getSocket() == sock);
    try {
      sock.enqueue(new BufferElement(1));
    } catch (BadQueueElementException e) {
      System.out.println("refused");
    }
    sock.flush(q);
    System.out.println(q.blocking_dequeue(-1) instanceof SinkFlushedEvent);
    sock.close(q);
    System.out.println(q.blocking_dequeue(-1) instanceof SinkClosedEvent);
    System.exit(0);
  }
}
