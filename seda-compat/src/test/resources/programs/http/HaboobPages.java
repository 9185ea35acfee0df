import java.io.*;
import java.util.*;
import seda.sandStorm.main.*;

/** Haboob by its configuration file, and what it serves: static, dynamic, the bottleneck, its statistics. */
public class HaboobPages {
  /** Remembers what goes to the standard output, to find the port in it. */
  static class Tee extends ByteArrayOutputStream {
    int port() throws Exception {
      while (true) {
        StringTokenizer st = new StringTokenizer(toString(), "\r\n");
        while (st.hasMoreTokens()) {
          String s = st.nextToken();
          if (s.startsWith("listening on ")) return Integer.parseInt(s.substring(s.lastIndexOf(':') + 1));
        }
        Thread.sleep(5);
      }
    }
  }

  public static void main(String args[]) throws Exception {
    PrintStream out = System.out;
    Tee tee = new Tee();
    System.setOut(new PrintStream(tee, true));
    Main.main(args);
    int port = tee.port();
    Fetch f = new Fetch(port);
    out.println(f.get("/").get("body"));
    out.println(f.get("/count?name=Ann").get("body"));
    out.println(f.get("/count?name=Bob").get("body"));
    out.println(f.get("/count?fail").get("status"));
    f = new Fetch(port);
    String page = (String) f.get("/bottleneck/x").get("body");
    out.println(page.length() + " " + page.substring(0, 18));
    page = (String) f.get("/haboob/stats").get("body");
    out.println("statistics " + (page.indexOf("BottleneckStage") > 0) + " closed " + f.atEnd());
    System.exit(0);
  }
}
