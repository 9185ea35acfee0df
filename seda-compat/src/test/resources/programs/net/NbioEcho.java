import java.io.*;
import java.util.*;
import seda.nbio.*;

/** The classic select loop: accept, read, write back what fits, and keep the rest for when there is room. */
public class NbioEcho {
  static final int CLIENTS = 10;
  static final int BYTES = 200000;

  static class State {
    NonblockingSocket sock;
    NonblockingInputStream in;
    NonblockingOutputStream out;
    byte buf[] = new byte[4096];
    int start, end, total;
    State(NonblockingSocket s) throws IOException {
      sock = s;
      in = (NonblockingInputStream) s.getInputStream();
      out = (NonblockingOutputStream) s.getOutputStream();
    }
  }

  static class Client extends Thread {
    int port, id;
    boolean ok;
    Client(int port, int id) { this.port = port; this.id = id; }
    public void run() {
      try {
        java.net.Socket s = new java.net.Socket("127.0.0.1", port);
        final OutputStream out = s.getOutputStream();
        final byte data[] = new byte[BYTES];
        new Random(id).nextBytes(data);
        new Thread() {
          public void run() {
            try { out.write(data); } catch (IOException e) { e.printStackTrace(); }
          }
        }.start();
        byte back[] = new byte[BYTES];
        new DataInputStream(s.getInputStream()).readFully(back);
        ok = Arrays.equals(data, back);
        s.close();
      } catch (IOException e) {
        e.printStackTrace();
      }
    }
  }

  public static void main(String args[]) throws Exception {
    NonblockingServerSocket ss = new NonblockingServerSocket(0);
    Vector clients = new Vector();
    for (int i = 0; i < CLIENTS; i++) {
      Client c = new Client(ss.getLocalPort(), i);
      clients.addElement(c);
      c.start();
    }
    SelectSet set = new SelectSet();
    set.add(new SelectItem(ss, "listener", Selectable.ACCEPT_READY));
    int closed = 0, total = 0;
    while (closed < CLIENTS) {
      set.select(-1);
      SelectItem ready[] = set.getEvents();
      if (ready == null) continue;
      for (int i = 0; i < ready.length; i++) {
        if (ready[i].getObj() == "listener") {
          NonblockingSocket s = ss.nbAccept();
          if (s != null) set.add(new SelectItem(s, new State(s), Selectable.READ_READY));
          continue;
        }
        State st = (State) ready[i].getObj();
        if (st.start == st.end) {
          st.start = 0;
          st.end = st.in.read(st.buf, 0, st.buf.length);
        }
        if (st.end < 0) {
          set.remove(ready[i]);
          st.sock.close();
          total += st.total;
          closed++;
          continue;
        }
        int n = st.out.nbWrite(st.buf, st.start, st.end - st.start);
        st.start += n;
        st.total += n;
        ready[i].events = st.start < st.end ? Selectable.WRITE_READY : Selectable.READ_READY;
        set.update(ready[i]);
      }
    }
    for (int i = 0; i < CLIENTS; i++) {
      Client c = (Client) clients.elementAt(i);
      c.join();
      if (!c.ok) System.out.println("client " + i + " got something else");
    }
    System.out.println("echoed " + total + " left " + set.size());
    ss.close();
  }
}
