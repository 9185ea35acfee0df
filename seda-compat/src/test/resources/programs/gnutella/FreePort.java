import java.io.*;
import java.net.*;

/** A port that the system picked and nobody has. */
class FreePort {
  static int next() throws IOException {
    ServerSocket s = new ServerSocket(0);
    int port = s.getLocalPort();
    s.close();
    return port;
  }
}
