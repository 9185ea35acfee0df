import java.io.*;
import java.net.*;
import seda.nbio.*;

/** The streams of a connection, one call at a time. */
public class NbioStreams {
  public static void main(String args[]) throws Exception {
    NonblockingServerSocket ss = new NonblockingServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    NonblockingSocket a = new NonblockingSocket("127.0.0.1", ss.getLocalPort(), false);
    NonblockingSocket b = ss.accept();
    System.out.println("connected " + a.finishConnect(-1) + " " + a.connectDone() + " " + (a.getPort() == ss.getLocalPort()));
    NonblockingInputStream in = (NonblockingInputStream) b.getInputStream();
    NonblockingOutputStream out = (NonblockingOutputStream) a.getOutputStream();
    System.out.println("empty " + in.nbRead() + " " + in.read(new byte[5]));
    out.write("0123456789".getBytes());
    out.nbWrite((byte) 'x');
    out.flush();
    System.out.println("skipped " + in.skip(4));
    System.out.println((char) in.read());
    byte rest[] = new byte[100];
    int n = 0;
    while (n < 6) n += in.read(rest, n, rest.length - n);
    System.out.println(new String(rest, 0, n));
    int filled = 0, w;
    byte block[] = new byte[65536];
    while ((w = out.nbWrite(block)) > 0) filled += w;
    System.out.println("filled " + (filled > 0));
    SelectSet set = new SelectSet();
    SelectItem item = new SelectItem(a, (short) (Selectable.WRITE_READY | Selectable.READ_READY));
    set.add(item);
    System.out.println("writable " + set.select(0));
    while (filled > 0) {
      int r = in.read(block);
      if (r == 0) Thread.yield();
      filled -= r;
    }
    set.select(-1);
    System.out.println("writable " + item.revents);
    b.setTcpNoDelay(true);
    System.out.println("nodelay " + b.getTcpNoDelay());
    out.close();
    System.out.println("end " + in.read() + " " + in.read(block));
    try {
      in.nbRead();
    } catch (EOFException e) {
      System.out.println("eof");
    }
    item.events = Selectable.READ_READY;
    set.update();
    System.out.println("closed " + set.select(-1) + " " + (item.returnedEvents() == Selectable.SELECT_ERROR));
    b.close();
    ss.close();
  }
}
