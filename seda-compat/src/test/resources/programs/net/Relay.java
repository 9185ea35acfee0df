import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aDisk.*;
import seda.sandStorm.lib.aSocket.*;

/** Configured stage: serves the file named in its arguments to whoever connects, read by aDisk, written by aSocket. */
public class Relay implements EventHandlerIF, SingleThreadedEventHandlerIF {
  private static final int CHUNK = 1000;
  private SinkIF mysink;
  private ManagerIF mgr;
  private String name;
  private ATcpConnection conn;
  private Thread client;
  private int sent;

  public Relay() { }

  public void init(ConfigDataIF config) throws Exception {
    mysink = config.getStage().getSink();
    mgr = config.getManager();
    name = config.getString("file");
    new ATcpServerSocket(0, mysink);
  }

  public void destroy() { }

  public void handleEvent(QueueElementIF item) throws EventHandlerException {
    try {
      if (item instanceof ATcpListenSuccessEvent) {
        final int port = ((ATcpListenSuccessEvent) item).getSocket().getLocalPort();
        client = new Thread() {
          public void run() { fetch(port); }
        };
        client.start();
      } else if (item instanceof ATcpConnection) {
        conn = (ATcpConnection) item;
        AFile file = new AFile(name, mysink, false, true);
        file.read(new BufferElement(CHUNK));
      } else if (item instanceof AFileIOCompleted) {
        AFileIOCompleted comp = (AFileIOCompleted) item;
        BufferElement buf = ((AFileReadRequest) comp.getRequest()).getBuffer();
        conn.enqueue(new BufferElement(buf.data, 0, comp.sizeCompleted));
        sent += comp.sizeCompleted;
        comp.getFile().read(new BufferElement(CHUNK));
      } else if (item instanceof AFileEOFReached) {
        ((AFileEOFReached) item).getFile().close();
      } else if (item instanceof SinkClosedEvent && ((SinkClosedEvent) item).sink instanceof AFile) {
        conn.close(mysink);
      } else if (item instanceof SinkClosedEvent) {
        System.out.println("sent " + sent + " provider " + mgr.getConfig().getString("global.aSocket.provider"));
        client.join();
        System.exit(0);
      }
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  public void handleEvents(QueueElementIF items[]) throws EventHandlerException {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  void fetch(int port) {
    try {
      java.net.Socket s = new java.net.Socket("127.0.0.1", port);
      int n, total = 0;
      byte buf[] = new byte[500];
      while ((n = s.getInputStream().read(buf)) > 0) total += n;
      System.out.println("fetched " + total);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
