import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;

/** A client that reads nothing: writes beyond the threshold come back, and all are accounted for. */
public class ClogMeter {
  public static void main(String args[]) throws Exception {
    FiniteQueue q = new FiniteQueue();
    ATcpServerSocket ss = new ATcpServerSocket(0, q, 5);
    q.blocking_dequeue(-1);
    Socket slow = new Socket("127.0.0.1", ss.getLocalPort());
    ATcpConnection conn = (ATcpConnection) q.blocking_dequeue(-1);
    Hashtable out = new Hashtable();
    int drained = 0, clogged = 0, most = 0;
    for (int i = 0; i < 2000; i++) {
      BufferElement be = new BufferElement(new byte[10000]);
      be.compQ = q;
      out.put(be, new Integer(i));
      conn.enqueue(be);
      most = Math.max(most, conn.size());
      QueueElementIF items[] = q.dequeue_all();
      for (int j = 0; items != null && j < items.length; j++) {
        if (items[j] instanceof SinkCloggedEvent) {
          SinkCloggedEvent ev = (SinkCloggedEvent) items[j];
          if (ev.sink != conn || out.remove(ev.element) == null) throw new Error("unknown");
          clogged++;
        } else {
          if (out.remove(((SinkDrainedEvent) items[j]).element) == null) throw new Error("unknown");
          drained++;
        }
      }
    }
    System.out.println("bounded " + (most <= 6) + " clogged " + (clogged > 0));
    java.io.InputStream in = slow.getInputStream();
    conn.flush(q);
    long got = 0;
    byte buf[] = new byte[65536];
    boolean flushed = false;
    while (!flushed || got < drained * 10000L) {
      if (got < drained * 10000L || in.available() > 0) got += in.read(buf);
      QueueElementIF item = q.dequeue();
      if (item instanceof SinkDrainedEvent) { drained++; out.remove(((SinkDrainedEvent) item).element); }
      if (item instanceof SinkCloggedEvent) { clogged++; out.remove(((SinkCloggedEvent) item).element); }
      if (item instanceof SinkFlushedEvent) flushed = true;
    }
    System.out.println("drained " + (drained > 0) + " sum " + (drained + clogged) + " unknown " + out.size() + " bytes " + (got == drained * 10000L));
    System.exit(0);
  }
}
