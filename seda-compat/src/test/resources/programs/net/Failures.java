import java.net.*;
import seda.sandStorm.api.*;
import seda.sandStorm.core.*;
import seda.sandStorm.lib.aSocket.*;

/** What goes wrong arrives as events. */
public class Failures {
  static FiniteQueue q = new FiniteQueue();

  static void show(String what, aSocketErrorEvent ev) {
    System.out.println(what + " " + (ev.getMessage().length() > 0));
  }

  public static void main(String args[]) throws Exception {
    ServerSocket taken = new ServerSocket(0);
    ATcpServerSocket ss = new ATcpServerSocket(taken.getLocalPort(), q);
    ATcpListenFailedEvent lf = (ATcpListenFailedEvent) q.blocking_dequeue(-1);
    show("listen failed " + (lf.getSocket() == ss), lf);
    System.out.println("local port " + ss.getLocalPort());
    Socket bound = new Socket();
    bound.bind(new InetSocketAddress("127.0.0.1", 0));
    ATcpClientSocket cs = new ATcpClientSocket("127.0.0.1", bound.getLocalPort(), q);
    ATcpConnectFailedEvent cf = (ATcpConnectFailedEvent) q.blocking_dequeue(-1);
    show("connect failed " + (cf.getSocket() == cs && cs.getPort() == bound.getLocalPort()), cf);
    try {
      new ATcpClientSocket("no such host.invalid", 1, q);
    } catch (UnknownHostException e) {
      System.out.println("unknown host");
    }
    ss = new ATcpServerSocket(0, q);
    System.out.println(q.blocking_dequeue(-1) instanceof ATcpListenSuccessEvent);
    ss.suspendAccept();
    Socket s = new Socket("127.0.0.1", ss.getLocalPort());
    ss.resumeAccept();
    ATcpConnection conn = (ATcpConnection) q.blocking_dequeue(-1);
    try {
      conn.enqueue(new NullElement());
    } catch (BadQueueElementException e) {
      System.out.println("bad element");
    }
    try {
      conn.enqueue_prepare(new QueueElementIF[] { new BufferElement(1) });
    } catch (IllegalArgumentException e) {
      System.out.println("no split phase");
    }
    conn.close(null);
    try {
      conn.close(q);
    } catch (SinkClosedException e) {
      System.out.println("closed " + conn.isClosed() + " " + s.getInputStream().read());
    }
    ss.close();
    ATcpServerSocketClosedEvent closed = (ATcpServerSocketClosedEvent) q.blocking_dequeue(-1);
    System.out.println(closed.server_socket == ss);
    System.exit(0);
  }
}
