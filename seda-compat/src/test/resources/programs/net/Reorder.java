import java.util.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;
import seda.sandStorm.lib.util.*;
import seda.sandStorm.main.*;

/** Packets handled by several threads come out of order: aSocketInputStream puts them right. */
public class Reorder {
  public static void main(String args[]) throws Exception {
    final int lines = 3000;
    FiniteQueue q = new FiniteQueue();
    ATcpServerSocket ss = new ATcpServerSocket(0, q);
    q.blocking_dequeue(-1);
    FiniteQueue cq = new FiniteQueue();
    new ATcpClientSocket("127.0.0.1", ss.getLocalPort(), cq);
    ATcpConnection out = (ATcpConnection) cq.blocking_dequeue(-1);
    ATcpConnection in = (ATcpConnection) q.blocking_dequeue(-1);
    in.startReader(q);
    for (int i = 0; i < lines; i++) {
      byte line[] = ("line " + i + "\n").getBytes();
      out.enqueue(new BufferElement(line, 0, line.length));
      if (i % 100 == 0) Thread.yield();
    }
    out.close(null);
    Vector packets = new Vector();
    QueueElementIF item;
    while ((item = q.blocking_dequeue(-1)) instanceof ATcpInPacket) packets.addElement(item);
    Collections.shuffle(packets, new Random(3));
    aSocketInputStream stream = new aSocketInputStream();
    MultiByteArrayInputStream base = stream;
    for (int i = 0; i < packets.size(); i++) stream.addPacket((ATcpInPacket) packets.elementAt(i));
    System.out.println("all in " + (stream.getNextSequenceNumber() == packets.size() + 1));
    base.mark(1);
    System.out.println("first byte " + (char) base.nbRead());
    base.reset();
    java.io.BufferedReader r = new java.io.BufferedReader(new java.io.InputStreamReader(stream));
    int n = 0;
    String s;
    while ((s = r.readLine()) != null) {
      if (!s.equals("line " + n)) throw new Error("expected line " + n + ", got " + s);
      n++;
    }
    System.out.println("lines " + n);
    System.exit(0);
  }
}
