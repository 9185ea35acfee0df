import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.http.*;
import seda.sandStorm.main.*;

/** Many clients in a closed loop on aSocket, one queue and one timer for all, against a server of two lines. */
public class ClosedLoop {
  static final int CLIENTS = 40, CONNECTIONS = 3, REQUESTS = 5, THINK = 2;

  static class Hello implements EventHandlerIF {
    static FiniteQueue up = new FiniteQueue();
    public void init(ConfigDataIF config) { }
    public void destroy() { }
    public void handleEvent(QueueElementIF item) {
      if (item instanceof ATcpListenSuccessEvent) up.enqueue_lossy(item);
      if (item instanceof httpRequest) {
        httpRequest req = (httpRequest) item;
        byte text[] = ("hello " + req.getQuery("n") + "\n").getBytes();
        req.getConnection().enqueue_lossy(new httpResponder(new httpOKResponse("text/plain", new BufferElement(text)), req));
      }
    }
    public void handleEvents(QueueElementIF items[]) {
      for (int i = 0; i < items.length; i++) handleEvent(items[i]);
    }
  }

  static class Think implements QueueElementIF {
    Client client;
    Think(Client client) { this.client = client; }
  }

  static class Client {
    int number, sent, connects, responses;
    String got = "";
    ATcpConnection conn;
    Client(int number) { this.number = number; }

    void connect() throws Exception {
      ATcpClientSocket sock = new ATcpClientSocket("127.0.0.1", port, comp_q);
      pending.put(sock, this);
      connects++;
      sent = 0;
    }

    void request() {
      String s = "GET /hello?n=" + number + " HTTP/1.1\r\nHost: here\r\n\r\n";
      conn.enqueue_lossy(new BufferElement(s.getBytes()));
      sent++;
    }

    /** Whether all of a response is there. */
    boolean packet(byte data[]) {
      got += new String(data);
      if (!got.endsWith("hello " + number + "\n")) return false;
      if (!got.startsWith("HTTP/1.1 200")) throw new Error("Got " + got);
      got = "";
      responses++;
      return true;
    }
  }

  static int port;
  static FiniteQueue comp_q = new FiniteQueue("completions");
  static Hashtable pending = new Hashtable();
  static ssTimer timer = new ssTimer();

  public static void main(String args[]) throws Exception {
    ManagerIF mgr = new Sandstorm().getManager();
    httpServer server = new httpServer(mgr, mgr.createStage("hello", new Hello(), null).getSink(), 0);
    Hello.up.blocking_dequeue(-1);
    port = server.getServerSocket().getLocalPort();
    Vector clients = new Vector();
    for (int i = 0; i < CLIENTS; i++) {
      Client c = new Client(i);
      clients.addElement(c);
      c.connect();
    }
    int done = 0;
    while (done < CLIENTS) {
      QueueElementIF items[] = comp_q.blocking_dequeue_all(-1);
      for (int i = 0; items != null && i < items.length; i++) {
        if (items[i] instanceof ATcpConnection) {
          ATcpConnection conn = (ATcpConnection) items[i];
          Client c = (Client) pending.remove(conn.getClientSocket());
          c.conn = conn;
          conn.userTag = c;
          conn.startReader(comp_q);
          c.request();
        } else if (items[i] instanceof ATcpInPacket) {
          ATcpInPacket pkt = (ATcpInPacket) items[i];
          Client c = (Client) pkt.getConnection().userTag;
          if (c.packet(pkt.getBytes())) timer.registerEvent(THINK, new Think(c), comp_q);
        } else if (items[i] instanceof Think) {
          Client c = ((Think) items[i]).client;
          if (c.sent < REQUESTS) c.request();
          else c.conn.close(comp_q);
        } else if (items[i] instanceof SinkClosedEvent) {
          Client c = (Client) ((ATcpConnection) ((SinkClosedEvent) items[i]).sink).userTag;
          if (c.connects < CONNECTIONS) c.connect();
          else done++;
        } else throw new Error("Got " + items[i]);
      }
    }
    // Jain's index over what each client got
    double sum = 0, squares = 0;
    for (Enumeration e = clients.elements(); e.hasMoreElements();) {
      Client c = (Client) e.nextElement();
      sum += c.responses;
      squares += (double) c.responses * c.responses;
    }
    System.out.println("Fairness report: " + (int) sum + " responses, index " + sum * sum / (CLIENTS * squares));
    System.exit(0);
  }
}
