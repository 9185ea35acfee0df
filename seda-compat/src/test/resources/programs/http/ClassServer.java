import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.http.*;
import seda.sandStorm.main.*;

/** Classes of service, admission by a predicate, versions, queries, and a sink that is registered later. */
public class ClassServer {
  static FiniteQueue q = new FiniteQueue();

  /** Only the upper classes get in. */
  static class UpperOnly implements EnqueuePredicateIF {
    public boolean accept(QueueElementIF item) {
      return !(item instanceof ClassQueueElementIF) || ((ClassQueueElementIF) item).getRequestClass() > 0;
    }
  }

  static httpRequest nextRequest() {
    while (true) {
      QueueElementIF item = q.blocking_dequeue(-1);
      if (item instanceof httpRequest) return (httpRequest) item;
    }
  }

  static void answer(httpRequest req, String text) throws SinkException {
    httpConnection conn = req.getConnection();
    conn.enqueue_many(new QueueElementIF[] {
      new httpResponder(new httpOKResponse("text/plain", new BufferElement(text.getBytes())), conn)
    });
  }

  public static void main(String args[]) throws Exception {
    ManagerIF mgr = new Sandstorm().getManager();
    FiniteQueue first = new FiniteQueue();
    httpServer server = new httpServer(mgr, first, 0);
    if (!(first.blocking_dequeue(-1) instanceof ATcpListenSuccessEvent)) throw new Error("not listening");
    server.registerSink(q);
    q.setEnqueuePredicate(new UpperOnly());
    int port = server.getServerSocket().getLocalPort();

    Fetch f = new Fetch(port);
    f.send("GET /cgi?a=1;b=x+y%21&a=2&c HTTP/1.1\r\nUser-Class: 2\r\n\r\n");
    httpRequest req = nextRequest();
    StringBuffer sb = new StringBuffer("class " + req.getRequestClass() + " version " + req.getHttpVer());
    for (Enumeration e = req.getQueryKeys(); e.hasMoreElements();) {
      String key = (String) e.nextElement();
      sb.append(" " + key + "=" + req.getQuery(key) + "/" + req.getQuerySet(key).length);
    }
    req.setRequestClass(7);
    answer(req, sb + " then " + req.getRequestClass() + " " + req.getHeader("User-Class") + " " + req.headerNeeded());
    System.out.println(f.response().get("body"));

    Fetch low = new Fetch(port);
    low.send("GET /low HTTP/1.1\r\nUser-Class: 0\r\n\r\n");
    System.out.println(low.response().get("status") + " closed " + low.atEnd());

    server.suspendAccept();
    Fetch later = new Fetch(port);
    later.send("GET /nine\r\n");
    f.send("GET /again HTTP/1.1\r\nUser-Class: 1\r\n\r\n");
    req = nextRequest();
    System.out.println(req.getURL() + " while suspended");
    answer(req, "ok");
    System.out.println(f.response().get("body"));

    q.setEnqueuePredicate(null);
    server.resumeAccept();
    req = nextRequest();
    httpOKResponse page = new httpOKResponse("text/plain", 4);
    System.arraycopy("nine".getBytes(), 0, page.getPayload().data, page.getPayload().offset, 4);
    httpResponder responder = new httpResponder(page, req);
    System.out.println("header " + responder.sendHeader() + " close " + responder.shouldClose() + " "
        + responder.getResponse().getBuffers(responder.sendHeader()).length);
    responder.getConnection().enqueue(responder);
    ATcpConnection below = req.getConnection().getConnection();
    below.enqueue(new BufferElement("+raw\n".getBytes()));
    req.getConnection().close(first);
    System.out.println(later.line() + " from " + below.getAddress().getHostAddress());
    SinkClosedEvent sce = (SinkClosedEvent) first.blocking_dequeue(-1);
    System.out.println("closed " + (sce.sink == req.getConnection()));
    System.exit(0);
  }
}
