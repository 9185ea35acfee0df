import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;
import seda.sandStorm.lib.Gnutella.*;

/** Answers queries with hits out of a table of files; library use, over plain queues. */
public class Sharer extends Thread {
  static FiniteQueue serverQ = new FiniteQueue();
  static String files[] = { "blue.mp3", "green.mp3", "read.me" };

  public void run() {
    while (true) {
      QueueElementIF items[] = serverQ.blocking_dequeue_all(-1);
      for (int i = 0; items != null && i < items.length; i++) {
        if (!(items[i] instanceof GnutellaQueryPacket)) continue;
        GnutellaQueryPacket q = (GnutellaQueryPacket)items[i];
        Vector v = new Vector();
        for (int f = 0; f < files.length; f++) {
          if (files[f].indexOf(q.getSearchTerm()) >= 0) v.addElement(new GnutellaQueryHit(f, 1000 * f, files[f]));
        }
        GnutellaQueryHit hits[] = new GnutellaQueryHit[v.size()];
        v.copyInto(hits);
        q.getConnection().enqueue_lossy(new GnutellaQueryHitsPacket(hits));
      }
    }
  }

  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    int port = FreePort.next();
    new GnutellaServer(ss.getManager(), serverQ, port);
    new Sharer().start();
    FiniteQueue q = new FiniteQueue();
    GnutellaServer client = new GnutellaServer(ss.getManager(), q, 0);
    GnutellaConnection gc = null;
    while (gc == null) {
      client.openConnection("127.0.0.1", port);
      QueueElementIF item = q.blocking_dequeue(-1);
      if (item instanceof GnutellaConnection) gc = (GnutellaConnection)item;
    }
    gc.enqueue(new GnutellaQueryPacket("mp3", 0));
    gc.enqueue(new GnutellaQueryPacket("read", 0));
    gc.enqueue(new GnutellaQueryPacket("nothing", 0));
    new GnutellaQueryPacket("debug", 7).debug(System.out);
    for (int n = 0; n < 3; n++) {
      String s = ((GnutellaQueryHitsPacket)q.blocking_dequeue(-1)).toString();
      System.out.println(s.substring(s.indexOf("hits=")));
    }
    GnutellaQueryHit one = new GnutellaQueryHit(7, 8, "nine");
    byte data[] = new byte[20];
    one.dump(data, 2);
    GnutellaQueryHit two = new GnutellaQueryHit(data, 2);
    System.out.println("hit " + two.index + " " + two.size + " " + two.filename);
    System.exit(0);
  }
}
