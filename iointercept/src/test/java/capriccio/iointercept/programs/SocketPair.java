package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two ends of one connection. */
final class SocketPair implements AutoCloseable {
    final Socket near;
    final Socket far;

    SocketPair() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            near = new Socket(server.getInetAddress(), server.getLocalPort());
            far = server.accept();
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
