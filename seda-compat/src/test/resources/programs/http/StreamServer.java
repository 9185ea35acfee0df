import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.http.*;
import seda.sandStorm.main.*;

/** Sends a page piece by piece through one buffer: the next piece is made when the last one has drained. */
public class StreamServer implements EventHandlerIF, SingleThreadedEventHandlerIF {
  static final int PIECE = 8192, PIECES = 100;
  static FiniteQueue up = new FiniteQueue();
  private SinkIF mysink;
  private Hashtable streams = new Hashtable();
  private int drained;

  static class Stream {
    httpRequest req;
    int sent;
    byte buf[] = new byte[PIECE];
    Stream(httpRequest req) { this.req = req; }
  }

  public void init(ConfigDataIF config) throws Exception {
    mysink = config.getStage().getSink();
  }

  public void destroy() throws Exception { }
  public void handleEvent(QueueElementIF item) throws EventHandlerException { }

  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    try {
      for (int i = 0; i < items.length; i++) {
        QueueElementIF item = items[i];
        if (item instanceof ATcpListenSuccessEvent) up.enqueue(item);
        else if (item instanceof httpRequest) {
          Stream s = new Stream((httpRequest) item);
          streams.put(s.req.getConnection(), s);
          next(s);
        } else if (item instanceof SinkDrainedEvent) {
          drained++;
          Stream s = (Stream) streams.get(((SinkDrainedEvent) item).sink);
          if (s.sent < PIECES) next(s);
          else s.req.getConnection().flush(mysink);
        } else if (item instanceof SinkFlushedEvent) {
          httpConnection conn = (httpConnection) ((SinkFlushedEvent) item).sink;
          streams.remove(conn);
          conn.close(mysink);
        } else if (item instanceof SinkClosedEvent) {
          up.enqueue(item);
        }
      }
    } catch (SinkException se) {
      System.out.println("Warning: " + se);
    }
  }

  private void next(Stream s) throws SinkException {
    for (int i = 0; i < PIECE; i++) s.buf[i] = (byte) (s.sent + i);
    BufferElement piece = new BufferElement(s.buf, 0, PIECE, mysink);
    httpOKResponse resp = s.sent == 0
        ? new httpOKResponse("application/octet-stream", piece, PIECE * PIECES)
        : new httpOKResponse("application/octet-stream", piece);
    s.req.getConnection().enqueue(new httpResponder(resp, s.req, false, s.sent == 0));
    s.sent++;
  }

  public static void main(String args[]) throws Exception {
    ManagerIF mgr = new Sandstorm().getManager();
    StreamServer ss = new StreamServer();
    httpServer server = new httpServer(mgr, mgr.createStage("streams", ss, null).getSink(), 0);
    up.blocking_dequeue(-1);
    Fetch all[] = new Fetch[5];
    for (int i = 0; i < all.length; i++) all[i] = new Fetch(server.getServerSocket().getLocalPort());
    for (int i = 0; i < all.length; i++) all[i].send("GET /big HTTP/1.1\r\n\r\n");
    int wrong = 0;
    for (int i = 0; i < all.length; i++) {
      String body = (String) all[i].response().get("body");
      for (int k = 0; k < body.length(); k++) {
        if (body.charAt(k) != ((k / PIECE + k % PIECE) & 0xff)) wrong++;
      }
      System.out.println(body.length() + " bytes, " + wrong + " wrong, closed " + all[i].atEnd());
    }
    for (int i = 0; i < all.length; i++) up.blocking_dequeue(-1);
    System.out.println(ss.drained + " drained");
    System.exit(0);
  }
}
