import java.net.*;
import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.main.*;

/** Echo server as a stage; the client is an old blocking socket. */
public class PacketEcho implements EventHandlerIF, aSocketConst {
  private ManagerIF mgr;
  private SinkIF mysink;
  private Hashtable conns = new Hashtable();
  private Vector log = new Vector();
  static ATcpServerSocket servsock;
  static final Object lock = new Object();
  static boolean listening = false;

  public void init(ConfigDataIF config) throws Exception {
    mgr = config.getManager();
    mysink = config.getStage().getSink();
    servsock = new ATcpServerSocket(0, mysink, 1000);
  }

  public void destroy() { }

  public void handleEvent(QueueElementIF item) {
    if (item instanceof ATcpListenSuccessEvent) {
      synchronized (lock) { listening = true; lock.notifyAll(); }
    } else if (item instanceof ATcpConnection) {
      ATcpConnection conn = (ATcpConnection) item;
      conn.userTag = new Integer(0);
      conns.put(conn, new Vector());
      conn.startReader(mysink);
    } else if (item instanceof ATcpInPacket) {
      ATcpInPacket pkt = (ATcpInPacket) item;
      ATcpConnection conn = pkt.getConnection();
      ((Vector) conns.get(conn)).addElement(new Long(pkt.getSequenceNumber()));
      conn.userTag = new Integer(((Integer) conn.userTag).intValue() + pkt.size());
      BufferElement be = new BufferElement(pkt.getBytes());
      be.compQ = mysink;
      try {
        conn.enqueue(be);
      } catch (SinkException se) {
        System.err.println("Warning: " + se);
      }
    } else if (item instanceof SinkDrainedEvent) {
      log.addElement(((SinkDrainedEvent) item).element);
    } else if (item instanceof SinkClosedEvent) {
      ATcpConnection conn = (ATcpConnection) ((SinkClosedEvent) item).sink;
      Vector seqs = (Vector) conns.remove(conn);
      boolean ordered = true;
      for (int i = 0; i < seqs.size(); i++) {
        if (((Long) seqs.elementAt(i)).longValue() != i + 1) ordered = false;
      }
      System.out.println("echoed " + conn.userTag + " in order " + ordered + " drained all " + (log.size() == seqs.size()));
      System.out.println("server socket " + (conn.getServerSocket() == servsock) + " client " + conn.getClientSocket());
      System.exit(0);
    }
  }

  public void handleEvents(QueueElementIF items[]) {
    for (int i = 0; i < items.length; i++) handleEvent(items[i]);
  }

  public static void main(String args[]) throws Exception {
    SandstormConfig cfg = new SandstormConfig();
    cfg.putString("global.aSocket.provider", "NIO");
    Sandstorm ss = new Sandstorm(cfg);
    ss.getManager().createStage("echo", new PacketEcho(), null);
    synchronized (lock) { while (!listening) lock.wait(); }
    System.out.println(ss.getManager().getStage(READSTAGE_NAME).getName() + ", " + READ_BUFFER_SIZE);
    Socket s = new Socket("127.0.0.1", servsock.getLocalPort());
    byte data[] = new byte[50000];
    new Random(7).nextBytes(data);
    s.getOutputStream().write(data);
    byte back[] = new byte[data.length];
    new java.io.DataInputStream(s.getInputStream()).readFully(back);
    System.out.println("client same " + Arrays.equals(data, back));
    s.close();
  }
}
