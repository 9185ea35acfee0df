import java.io.*;
import java.net.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.main.*;
import seda.sandStorm.lib.Gnutella.*;

/** A modem that hangs: packets wait without a limit, as WRITE_CLOG_THRESHOLD says, until the application closes. */
public class Clogger implements GnutellaConst {
  public static void main(String args[]) throws Exception {
    Sandstorm ss = new Sandstorm();
    FiniteQueue q = new FiniteQueue();
    int port = FreePort.next();
    GnutellaServer gs = new GnutellaServer(ss.getManager(), q, port);
    FiniteQueue other = new FiniteQueue();
    Socket s = null;
    while (s == null) {
      try { s = new Socket("127.0.0.1", port); } catch (ConnectException ce) { Thread.sleep(2); }
    }
    s.getOutputStream().write(GNUTELLA_CONNECT.getBytes());
    byte ok[] = new byte[GNUTELLA_OK.length()];
    new DataInputStream(s.getInputStream()).readFully(ok);
    GnutellaConnection gc = (GnutellaConnection)q.blocking_dequeue(-1);
    StringBuffer term = new StringBuffer();
    for (int i = 0; i < 900; i++) term.append('x');
    GnutellaQueryPacket query = new GnutellaQueryPacket(term.toString(), 0);
    while (gc.size() != 0) Thread.yield(); // the answer of the handshake, which its peer has read already
    int sent = 0;
    while (gc.size() < 1000) {
      gc.enqueue(query);
      sent++;
    }
    if (WRITE_CLOG_THRESHOLD != -1 || q.size() != 0) throw new Error("clogged");
    gs.registerSink(other);
    s.close();
    if (!(other.blocking_dequeue(-1) instanceof SinkClosedEvent)) throw new Error("not closed");
    try {
      gc.enqueue(query);
      throw new Error("not refused");
    } catch (SinkClosedException sce) {
      System.out.println("closed " + (sent >= 1000) + " " + gc.enqueue_lossy(query));
    }
    System.exit(0);
  }
}
