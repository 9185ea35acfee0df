import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.http.*;

/** A configured stage over an httpServer: one page for all URLs, filled into the response's own array. */
public class PageServer implements EventHandlerIF, httpConst {
  private static final int PAGE_SIZE = 1000;
  private httpServer server;
  private SinkIF mysink;
  private Vector connections = new Vector();
  private int requests;
  private static int done;

  public PageServer() {
  }

  public void init(ConfigDataIF config) throws Exception {
    mysink = config.getStage().getSink();
    server = new httpServer(config.getManager(), mysink, config.getInt("port"));
    System.out.println("Started " + server);
  }

  public void destroy() {
    server.destroy();
  }

  public void handleEvent(QueueElementIF item) {
    if (item instanceof ATcpListenSuccessEvent) {
      new Client(server.getServerSocket().getLocalPort()).start();
    } else if (item instanceof httpConnection) {
      connections.addElement(item);
      ((httpConnection) item).userTag = new Integer(connections.size());
    } else if (item instanceof httpRequest) {
      serve((httpRequest) item);
    } else if (item instanceof SinkClosedEvent) {
      Object conn = ((SinkClosedEvent) item).sink;
      if (!connections.removeElement(conn)) System.out.println("closed unknown " + conn);
      System.out.println("connection " + ((httpConnection) conn).userTag + " closed after " + requests + " requests");
      done();
    } else {
      System.out.println("GOT " + item);
    }
  }

  /** Two connections have closed, and the client has printed all: the end. */
  static synchronized void done() {
    if (++done == 3) System.exit(0);
  }

  private void serve(httpRequest req) {
    requests++;
    if (req.getURL().equals("/echo")) System.out.println(req);
    if (req.timestamp == 0) System.out.println("no timestamp");
    httpOKResponse resp = new httpOKResponse("text/plain", PAGE_SIZE);
    BufferElement page = resp.getPayload();
    for (int i = 0; i < page.size; i++) page.data[page.offset + i] = (byte) ('a' + i % 26);
    httpResponder responder = new httpResponder(resp, req);
    req.getConnection().enqueue_lossy(responder);
    if (responder.shouldClose()) {
      try {
        req.getConnection().close(mysink);
      } catch (SinkClosedException sce) {
        System.out.println("closed already");
      }
    }
  }

  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  static class Client extends Thread {
    private int port;
    Client(int port) { this.port = port; }

    public void run() {
      try {
        Fetch f = new Fetch(port);
        f.send("GET /echo?a=1 HTTP/1.1" + CRLF + "X-Time: 10:20:30" + CRLF + CRLF + "GET /two HTTP/1.1" + CRLF + CRLF);
        for (int i = 0; i < 2; i++) {
          Hashtable h = f.response();
          System.out.println(h.get("status") + " " + ((String) h.get("body")).length());
        }
        f.close();
        Fetch old = new Fetch(port);
        old.send("GET /three HTTP/1.0" + CRLF + CRLF);
        System.out.println(old.response().get("Server") + " " + old.atEnd());
        done();
      } catch (Exception e) {
        e.printStackTrace();
        System.exit(1);
      }
    }
  }
}
