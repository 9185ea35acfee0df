import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.http.*;
import seda.sandStorm.main.*;

/** Redirects, errors of each kind, and a response of the program's own making. */
public class ErrorServer implements EventHandlerIF {
  static FiniteQueue up = new FiniteQueue();

  static class Teapot extends httpResponse {
    Teapot(String text) {
      super(418, DEFAULT_MIME_TYPE);
      setPayload(new BufferElement(text.getBytes()));
    }
    protected String getEntityHeader() { return "X-Lid: on" + CRLF; }
  }

  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() throws Exception { }

  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public void handleEvent(QueueElementIF item) throws EventHandlerException {
    if (item instanceof ATcpListenSuccessEvent) up.enqueue_lossy(item);
    if (!(item instanceof httpRequest)) return;
    httpRequest req = (httpRequest) item;
    String url = req.getURL();
    httpResponse resp;
    boolean close = true;
    if (req.getRequest() != httpRequest.REQUEST_GET) resp = new httpBadRequestResponse(req, "Only GET is supported");
    else if (url.equals("/moved")) resp = new httpRedirectResponse(req, "/there");
    else if (url.equals("/broken")) resp = new httpInternalServerErrorResponse(req, "Out of order");
    else if (url.equals("/busy")) resp = new httpServiceUnavailableResponse(req, "Too busy");
    else if (url.equals("/tea")) { resp = new Teapot("short and stout"); close = false; }
    else if (url.equals("/empty")) { resp = new httpOKResponse("text/plain", 0); close = false; }
    else resp = new httpNotFoundResponse(req, "There is no such thing");
    if (resp.getHeader() == null) System.out.println("no header");
    try {
      req.getConnection().enqueue(new httpResponder(resp, req, close));
      if (close) req.getConnection().close(null);
    } catch (SinkException se) {
      System.out.println("Warning: " + se);
    }
  }

  public static void main(String args[]) throws Exception {
    httpResponse.setDefaultHeader("Server: ErrorServer" + httpConst.CRLF);
    ManagerIF mgr = new Sandstorm().getManager();
    SinkIF sink = mgr.createStage("errors", new ErrorServer(), null).getSink();
    httpServer server = new httpServer(mgr, sink, 0);
    up.blocking_dequeue(-1);
    int port = server.getServerSocket().getLocalPort();
    Fetch f = new Fetch(port);
    Hashtable h = f.get("/tea");
    System.out.println(h.get("status") + " " + h.get("X-Lid") + " " + h.get("Server") + " " + h.get("body"));
    System.out.println(f.get("/empty").get("Content-Length") + " bytes");
    System.out.println(f.get("/nowhere").get("status") + " closed " + f.atEnd());
    String urls[] = new String[] { "/moved", "/broken", "/busy" };
    for (int i = 0; i < urls.length; i++) {
      h = new Fetch(port).get(urls[i]);
      System.out.println(h.get("status") + " " + h.get("Location") + " " + h.get("Content-Type"));
    }
    f = new Fetch(port);
    f.send("POST /tea HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    System.out.println(f.response().get("status"));
    String bad[] = new String[] { "HEAD / HTTP/1.1", "what", "GET / HTTP/4.0" };
    for (int i = 0; i < bad.length; i++) {
      f = new Fetch(port);
      f.send(bad[i] + "\r\n\r\n");
      System.out.println(f.line());
    }
    System.exit(0);
  }
}
