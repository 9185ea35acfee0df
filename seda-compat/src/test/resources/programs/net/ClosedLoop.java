import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;

/** Closed-loop load client without a runtime of its own: one thread, one queue, clients that think between requests. */
public class ClosedLoop {
  static final int NUM_CLIENTS = 20;
  static final int NUM_REQUESTS = 10;
  static final int THINK = 2;
  static final int REQ_SIZE = 64;
  static final int REPLY_SIZE = 5000;

  static class Client implements QueueElementIF {
    ATcpConnection conn;
    int sent, bytes;
  }

  static class Server extends Thread {
    FiniteQueue q = new FiniteQueue("server");
    public void run() {
      Hashtable pending = new Hashtable();
      while (true) {
        QueueElementIF item = q.blocking_dequeue(-1);
        if (item instanceof ATcpConnection) {
          pending.put(item, new Integer(0));
          ((ATcpConnection) item).startReader(q, -1);
        } else if (item instanceof ATcpInPacket) {
          ATcpInPacket pkt = (ATcpInPacket) item;
          int have = ((Integer) pending.get(pkt.getConnection())).intValue() + pkt.getBytes().length;
          while (have >= REQ_SIZE) {
            have -= REQ_SIZE;
            pkt.getConnection().enqueue_lossy(new BufferElement(new byte[REPLY_SIZE]));
          }
          pending.put(pkt.getConnection(), new Integer(have));
        }
      }
    }
  }

  public static void main(String args[]) throws Exception {
    Server server = new Server();
    ATcpServerSocket ss = new ATcpServerSocket(0, server.q);
    server.q.blocking_dequeue(-1);
    server.setDaemon(true);
    server.start();
    FiniteQueue q = new FiniteQueue("clients");
    ssTimer timer = new ssTimer();
    Hashtable clients = new Hashtable();
    for (int i = 0; i < NUM_CLIENTS; i++) {
      new ATcpClientSocket(InetAddress.getByName("127.0.0.1"), ss.getLocalPort(), q, -1, 5);
    }
    int done = 0, completions = 0;
    while (done < NUM_CLIENTS) {
      QueueElementIF items[] = q.blocking_dequeue_all(-1);
      for (int i = 0; i < items.length; i++) {
        if (items[i] instanceof ATcpConnection) {
          Client c = new Client();
          c.conn = (ATcpConnection) items[i];
          c.conn.userTag = c;
          clients.put(c.conn, c);
          c.conn.startReader(q);
          timer.registerEvent(THINK, c, q);
        } else if (items[i] instanceof Client) {
          Client c = (Client) items[i];
          c.sent++;
          c.conn.enqueue(new BufferElement(new byte[REQ_SIZE]));
        } else if (items[i] instanceof ATcpInPacket) {
          Client c = (Client) clients.get(((ATcpInPacket) items[i]).getConnection());
          c.bytes += ((ATcpInPacket) items[i]).size();
          if (c.bytes < REPLY_SIZE) continue;
          if (c.bytes > REPLY_SIZE) throw new Error("too much");
          c.bytes = 0;
          completions++;
          if (c.sent < NUM_REQUESTS) timer.registerEvent(THINK, c, q);
          else c.conn.close(q);
        } else if (items[i] instanceof SinkClosedEvent) {
          clients.remove(((SinkClosedEvent) items[i]).sink);
          done++;
        } else if (items[i] instanceof ATcpConnectFailedEvent) {
          throw new Error(((ATcpConnectFailedEvent) items[i]).getMessage());
        }
      }
    }
    System.out.println("clients " + done + " completions " + completions + " left " + clients.size());
    timer.doneWithTimer();
    System.exit(0);
  }
}
