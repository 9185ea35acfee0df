import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;
import seda.sandStorm.lib.Gnutella.*;

/** Packets by their bytes: GUIDs, pushes, and closing with a last word. */
public class Pusher implements GnutellaConst {
  public static void main(String args[]) throws Exception {
    GnutellaGUID guid = new GnutellaGUID();
    byte data[] = new byte[26];
    guid.dump(data, 0);
    GnutellaGUID again = new GnutellaGUID(data, 0);
    System.out.println("guid " + guid.equals(again) + " " + (guid.hashCode() == again.hashCode()));

    Sandstorm ss = new Sandstorm();
    FiniteQueue q = new FiniteQueue();
    FiniteQueue cq = new FiniteQueue();
    int port = FreePort.next();
    new GnutellaServer(ss.getManager(), q, port);
    GnutellaServer client = new GnutellaServer(ss.getManager(), cq, 0);
    GnutellaConnection gc = null;
    int failed = 0;
    while (gc == null) {
      client.openConnection("localhost", port);
      QueueElementIF item = cq.blocking_dequeue(-1);
      if (item instanceof GnutellaConnection) gc = (GnutellaConnection)item;
      else if (((GnutellaConnectFailedEvent)item).getPort() != port) throw new Error("port");
    }
    QueueElementIF many[] = { new GnutellaPushPacket(data), new GnutellaPingPacket(guid, 2, 3) };
    gc.enqueue_many(many);
    gc.sendPing();
    gc.flush(cq);
    if (!(cq.blocking_dequeue(-1) instanceof SinkFlushedEvent)) throw new Error("not flushed");
    gc.close(cq);
    SinkClosedEvent sce = (SinkClosedEvent)cq.blocking_dequeue(-1);
    if (sce.sink != gc) throw new Error("sink");
    q.blocking_dequeue(-1);                      // the connection
    GnutellaPushPacket push = (GnutellaPushPacket)q.blocking_dequeue(-1);
    GnutellaPingPacket ping = (GnutellaPingPacket)q.blocking_dequeue(-1);
    System.out.println("push " + push.getSize() + " ping " + ping.getGUID().equals(guid) + " " + ping.ttl + " " + ping.hops);
    q.blocking_dequeue(-1);                      // the other ping
    System.out.println("closed " + (q.blocking_dequeue(-1) instanceof SinkClosedEvent));
    System.exit(0);
  }
}
