import java.io.*;
import java.net.*;
import java.util.*;

/** What the programs' own clients share: one request on a socket of its own, all that comes back. */
public class Fetch {
  private Socket sock;
  private InputStream in;

  public Fetch(int port) throws IOException {
    sock = new Socket(InetAddress.getByName("127.0.0.1"), port);
    sock.setSoTimeout(20000);
    in = new BufferedInputStream(sock.getInputStream());
  }

  public void send(String s) throws IOException {
    sock.getOutputStream().write(s.getBytes("8859_1"));
  }

  /** One line without its end; null at the end of the stream. */
  public String line() throws IOException {
    StringBuffer sb = new StringBuffer();
    int c;
    while ((c = in.read()) != -1 && c != '\n') {
      if (c != '\r') sb.append((char) c);
    }
    return c == -1 && sb.length() == 0 ? null : sb.toString();
  }

  /** The first line of a response, then its fields by name, then as "body" what its length says. */
  public Hashtable response() throws IOException {
    Hashtable h = new Hashtable();
    h.put("status", line());
    String s;
    while ((s = line()).length() > 0) {
      int colon = s.indexOf(':');
      h.put(s.substring(0, colon), s.substring(colon + 1).trim());
    }
    if (h.get("Content-Length") != null) {
      byte body[] = new byte[Integer.parseInt((String) h.get("Content-Length"))];
      new DataInputStream(in).readFully(body);
      h.put("body", new String(body, "8859_1"));
    }
    return h;
  }

  public Hashtable get(String url) throws IOException {
    send("GET " + url + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return response();
  }

  /** Whether the server has closed. */
  public boolean atEnd() throws IOException {
    return in.read() == -1;
  }

  public void close() throws IOException {
    sock.close();
  }
}
