import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.Gnutella.*;

/** Two configured stages with a server each: one pings, the other answers with pongs. */
public class PingPong implements EventHandlerIF, GnutellaConst {
  private static final int PINGS = 50;
  private static int port;
  private ManagerIF mgr;
  private SinkIF mySink;
  private GnutellaServer gs;
  private Hashtable asked = new Hashtable();
  private boolean asks;

  public void init(ConfigDataIF config) throws Exception {
    mgr = config.getManager();
    mySink = config.getStage().getSink();
    synchronized (PingPong.class) {
      if (port == 0) port = FreePort.next();
    }
    asks = config.getBoolean("asks");
    gs = new GnutellaServer(mgr, mySink, asks ? 0 : port);
    if (asks) gs.openConnection("127.0.0.1", port);
  }
  public void destroy() { }

  public synchronized void handleEvent(QueueElementIF item) {
    try {
      if (item instanceof GnutellaConnection) {
        GnutellaConnection gc = (GnutellaConnection)item;
        for (int i = 0; asks && i < PINGS; i++) {
          GnutellaPingPacket ping = new GnutellaPingPacket();
          asked.put(ping.getGUID(), ping);
          gc.enqueue(ping);
        }
      } else if (item instanceof GnutellaPingPacket) {
        GnutellaPingPacket ping = (GnutellaPingPacket)item;
        ping.getConnection().enqueue_lossy(
            new GnutellaPongPacket(ping.getGUID(), 4242, InetAddress.getByName("127.0.0.1"), 12, 345));
      } else if (item instanceof GnutellaPongPacket) {
        GnutellaPongPacket pong = (GnutellaPongPacket)item;
        if (asked.remove(pong.getGUID()) == null) throw new Error("nobody asked for " + pong);
        if (asked.isEmpty()) {
          System.out.println("pongs " + PINGS + " from " + pong.getHost() + ":" + pong.getPort()
              + " files " + pong.getNumFiles() + " kb " + pong.getNumKB() + " size " + pong.getSize());
          System.exit(0);
        }
      } else if (item instanceof GnutellaConnectFailedEvent) {
        if (asks) gs.openConnection("127.0.0.1", port);   // not listening yet
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }
}
