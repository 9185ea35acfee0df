import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.main.*;

/** Library use: a server and a client over aSocket with plain queues and threads, raw collections. */
public class EchoBench {
  static final int MSGS = 200;
  static FiniteQueue serverQ = new FiniteQueue();

  static class Server extends Thread {
    Hashtable seen = new Hashtable();
    public void run() {
      while (true) {
        QueueElementIF items[] = serverQ.blocking_dequeue_all(-1);
        for (int i = 0; items != null && i < items.length; i++) {
          if (items[i] instanceof ATcpConnection) {
            ATcpConnection conn = (ATcpConnection) items[i];
            seen.put(conn, new Integer(0));
            conn.startReader(serverQ);
          } else if (items[i] instanceof ATcpInPacket) {
            ATcpInPacket pkt = (ATcpInPacket) items[i];
            int n = ((Integer) seen.get(pkt.getConnection())).intValue();
            seen.put(pkt.getConnection(), new Integer(n + pkt.getBytes().length));
            pkt.getConnection().enqueue_lossy(new BufferElement(pkt.getBytes(), 0, pkt.size()));
          } else if (items[i] instanceof SinkClosedEvent) {
            System.out.println("server saw " + seen.get(((SinkClosedEvent) items[i]).sink) + " bytes");
            System.exit(0);
          }
        }
      }
    }
  }

  public static void main(String args[]) throws Exception {
    new Sandstorm(new SandstormConfig());
    ATcpServerSocket ss = new ATcpServerSocket(0, serverQ);
    ATcpListenSuccessEvent ev = (ATcpListenSuccessEvent) serverQ.blocking_dequeue(-1);
    new Server().start();
    SourceIF q = new FiniteQueue();
    new ATcpClientSocket("127.0.0.1", ss.getLocalPort(), (SinkIF) q);
    ATcpConnection conn = (ATcpConnection) q.blocking_dequeue(-1);
    conn.startReader((SinkIF) q);
    for (int i = 0; i < MSGS; i++) conn.enqueue(new BufferElement(new byte[100]));
    int got = 0;
    while (got < MSGS * 100) got += ((ATcpInPacket) q.blocking_dequeue(-1)).size();
    System.out.println("client got " + got + " bytes");
    conn.close((SinkIF) q);
    if (!(q.blocking_dequeue(-1) instanceof SinkClosedEvent)) System.out.println("no closed event");
  }
}
