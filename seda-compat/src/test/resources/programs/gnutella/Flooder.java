import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;
import seda.sandStorm.lib.Gnutella.*;

/** A router in a page: remembers packets by GUID, sends them to all but their sender, and cleans its table by a timer. */
public class Flooder implements EventHandlerIF {
  static class CleanEvent implements QueueElementIF { }

  static class Router implements EventHandlerIF {
    Hashtable packetTable = new Hashtable();
    GnutellaServer gs;
    SinkIF mySink;
    ssTimer timer;
    int port, dropped, cleaned;

    public void init(ConfigDataIF config) throws Exception {
      mySink = config.getStage().getSink();
      port = config.getInt("port");
      gs = new GnutellaServer(config.getManager(), mySink, port);
      timer = new ssTimer();
      timer.registerEvent(100, new CleanEvent(), mySink);
    }
    public void destroy() { }
    public synchronized void handleEvent(QueueElementIF item) {
      if (item instanceof GnutellaPacket) {
        GnutellaPacket pkt = (GnutellaPacket)item;
        if (packetTable.put(pkt.getGUID(), pkt) != null) { dropped++; return; }
        if ((pkt.ttl == 0) || (--pkt.ttl == 0)) { dropped++; return; }
        pkt.hops++;
        gs.sendToAllButOne(pkt, pkt.getConnection());
      } else if (item instanceof CleanEvent) {
        cleaned += packetTable.size();
        packetTable.clear();
        timer.registerEvent(100, item, mySink);
      }
    }
    public void handleEvents(QueueElementIF items[]) {
      for (int i = 0; i < items.length; i++) handleEvent(items[i]);
    }
  }

  static final int QUERIES = 100;
  Vector conns = new Vector();
  int seen, hopsSeen;

  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() { }
  public synchronized void handleEvent(QueueElementIF item) {
    if (item instanceof GnutellaConnection) {
      conns.addElement(item);
      notifyAll();
    } else if (item instanceof GnutellaQueryPacket) {
      GnutellaQueryPacket q = (GnutellaQueryPacket)item;
      if (!q.getSearchTerm().equals("song")) throw new Error(q.toString());
      seen++;
      hopsSeen += q.hops;
      notifyAll();
    }
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    ManagerIF mgr = ss.getManager();
    int port = FreePort.next();
    Router r = new Router();
    mgr.createStage("router", r, new String[] { "port=" + port });
    Flooder f = new Flooder();
    SinkIF sink = mgr.createStage("flooder", f, null).getSink();
    GnutellaServer client = new GnutellaServer(mgr, sink, 0);
    synchronized (f) {
      // One at a time, so that all are known to the router before the first query.
      for (int i = 1; i <= 4; i++) {
        client.openConnection("127.0.0.1", port);
        while (f.conns.size() < i) f.wait(20);
      }
    }
    GnutellaConnection from = (GnutellaConnection)f.conns.elementAt(0);
    for (int i = 0; i < QUERIES; i++) {
      GnutellaQueryPacket q = new GnutellaQueryPacket("song", 56);
      from.enqueue(q);
      from.enqueue(q);     // the router has seen it
    }
    synchronized (f) {
      while (f.seen < QUERIES * 3) f.wait();
    }
    while (true) {
      synchronized (r) {
        if (r.cleaned >= QUERIES && r.dropped > 0) break;
      }
      Thread.sleep(5);
    }
    System.out.println("seen " + f.seen + " hops " + f.hopsSeen);
    System.exit(0);
  }
}
