package capriccio.bench.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Open sockets, each of which takes a descriptor and a port, but nobody at the other end. */
final class Sockets {
    private final List<Socket> open = new ArrayList<>();

    /**
     * So many.
     *
     * @throws IOException if the system has no more, which names the one that it refused; none stays open then
     */
    Sockets(int n) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            for (int i = 0; i < n; i++) {
                Socket socket = new Socket();
                open.add(socket);
                socket.bind(any);
            }
        } catch (IOException e) {
            String number = open.size() + " of " + n;
            close();
            throw new IOException("socket " + number + ": " + e.getMessage(), e);
        }
    }

    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }
}
