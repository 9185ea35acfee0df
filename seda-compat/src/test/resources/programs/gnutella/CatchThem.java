import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;
import seda.sandStorm.lib.Gnutella.*;

/** The catcher pings a seed, whose pongs name hosts, whose pongs name others; the server gets connections to all. */
public class CatchThem implements EventHandlerIF {
  static final int HOSTS = 4;
  static int ports[] = new int[HOSTS];

  /** Host i knows of host i+1; the seed is host 0. */
  static class Host implements EventHandlerIF {
    int me;
    Host(int me) { this.me = me; }
    public void init(ConfigDataIF config) throws Exception {
      new GnutellaServer(config.getManager(), config.getStage().getSink(), ports[me]);
    }
    public void destroy() { }
    public void handleEvent(QueueElementIF item) {
      if (!(item instanceof GnutellaPingPacket)) return;
      GnutellaPingPacket ping = (GnutellaPingPacket)item;
      try {
        for (int i = me + 1; i < HOSTS && i <= me + 2; i++) {
          ping.getConnection().enqueue_lossy(
              new GnutellaPongPacket(ping.getGUID(), ports[i], InetAddress.getByName("127.0.0.1"), 1, 1));
        }
      } catch (UnknownHostException uhe) {
        uhe.printStackTrace();
      }
    }
    public void handleEvents(QueueElementIF items[]) {
      for (int i = 0; i < items.length; i++) handleEvent(items[i]);
    }
  }

  Hashtable caught = new Hashtable();
  public void init(ConfigDataIF config) throws Exception { }
  public void destroy() { }
  public synchronized void handleEvent(QueueElementIF item) {
    if (item instanceof GnutellaConnection) {
      caught.put(new Integer(((GnutellaConnection)item).getPort()), item);
      notifyAll();
    }
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    ManagerIF mgr = ss.getManager();
    for (int i = 0; i < HOSTS; i++) ports[i] = FreePort.next();
    for (int i = 0; i < HOSTS; i++) mgr.createStage("host" + i, new Host(i), null);
    // Bound asynchronously: wait until each takes connections.
    for (int i = 0; i < HOSTS; i++) {
      while (true) {
        try { new Socket("127.0.0.1", ports[i]).close(); break; } catch (ConnectException ce) { Thread.sleep(2); }
      }
    }
    CatchThem ct = new CatchThem();
    SinkIF sink = mgr.createStage("catchThem", ct, null).getSink();
    GnutellaServer gs = new GnutellaServer(mgr, sink, 0);
    GnutellaCatcher catcher = new GnutellaCatcher(mgr, gs);
    try {
      catcher.doCatch(1);
    } catch (UnknownHostException uhe) {
      System.out.println("no seed");
    }
    catcher.doCatch(HOSTS - 1, "127.0.0.1", ports[0]);
    synchronized (ct) {
      while (ct.caught.size() < HOSTS - 1) ct.wait();
    }
    for (int i = 1; i < HOSTS; i++) {
      if (ct.caught.get(new Integer(ports[i])) == null) throw new Error("no host " + i);
    }
    System.out.println("caught " + ct.caught.size());
    System.exit(0);
  }
}
