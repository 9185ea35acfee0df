import java.net.*;
import seda.nbio.*;

/** Datagrams with and without addresses, with and without waiting. */
public class NbioUdp {
  public static void main(String args[]) throws Exception {
    InetAddress local = InetAddress.getByName("127.0.0.1");
    NonblockingDatagramSocket a = new NonblockingDatagramSocket(0, local);
    NonblockingDatagramSocket b = new NonblockingDatagramSocket(0, local);
    byte buf[] = new byte[10];
    System.out.println("nothing " + b.nbReceive(buf, 0, buf.length));
    a.nbSend("first".getBytes(), 0, 5, local, b.getLocalPort());
    SelectSet set = new SelectSet();
    SelectItem items[] = { new SelectItem(a, Selectable.READ_READY), new SelectItem(b, Selectable.READ_READY) };
    set.add(items);
    System.out.println("ready " + set.select(5000) + " " + (set.getEvents(Selectable.READ_READY)[0].getSelectable() == b));
    DatagramPacket p = new DatagramPacket(buf, buf.length);
    b.nbReceive(p);
    System.out.println(new String(buf, 0, p.getLength()) + " from " + (p.getPort() == a.getLocalPort()));
    p.setData("second and long".getBytes());
    b.send(p);
    int n;
    while ((n = a.nbReceive(buf, 0, buf.length)) == 0) set.select(1000);
    System.out.println(new String(buf, 0, n));
    a.connect(local, b.getLocalPort());
    a.nbSend("third".getBytes(), 0, 5);
    p.setData(buf);
    b.receive(p);
    System.out.println(new String(buf, 0, p.getLength()));
    a.disconnect();
    System.out.println("port " + a.getPort());
    set.remove(items);
    a.close();
    b.close();
  }
}
