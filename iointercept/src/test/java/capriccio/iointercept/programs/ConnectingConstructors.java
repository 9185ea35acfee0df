package capriccio.iointercept.programs;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** {@code new Socket(…)} in all its forms, and one that is refused. */
public final class ConnectingConstructors {
    private ConnectingConstructors() {}

    public static void main(String[] args) {
        new Cases()
                .add("allFormsConnect", ConnectingConstructors::allFormsConnect)
                .add("refused", ConnectingConstructors::refused)
                .run(args);
    }

    private static void allFormsConnect() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 10, here)) {
            int port = server.getLocalPort();
            for (Socket s : new Socket[] {
                new Socket(here, port), new Socket(here.getHostAddress(), port),
                new Socket(here, port, here, 0), new Socket(here.getHostAddress(), port, here, 0)
            }) {
                try (s; Socket far = server.accept()) {
                    Check.equal(s.getPort(), port, "port");
                    Check.equal(s.getLocalPort(), far.getPort(), "local port");
                }
            }
        }
        Check.thrown(NullPointerException.class, () -> new Socket((InetAddress) null, 1));
        Check.thrown(IllegalArgumentException.class, () -> new Socket(here, -1));
    }

    private static void refused() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, here)) {
            port = server.getLocalPort();
        }
        Check.thrown(ConnectException.class, () -> new Socket(here, port));
    }
}
