package capriccio.iointercept.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the constructors of {@link Socket} that connect: they pin for as long as that takes, because a frame of
 * a constructor cannot be saved. These make an unconnected socket, and then do what the constructors do. Woven itself.
 */
public final class NewSocket {
    private NewSocket() {}

    /** {@code new Socket(host, port)}. */
    public static Socket awaitConnection(@Nullable String host, int port) throws IOException {
        return awaitConnection(resolve(host, port), null);
    }

    /** {@code new Socket(address, port)}. */
    public static Socket awaitConnection(@Nullable InetAddress address, int port) throws IOException {
        return awaitConnection(address == null ? null : new InetSocketAddress(address, port), null);
    }

    /** {@code new Socket(host, port, local, localPort)}. */
    public static Socket awaitConnection(@Nullable String host, int port, @Nullable InetAddress local, int localPort)
            throws IOException {
        return awaitConnection(resolve(host, port), new InetSocketAddress(local, localPort));
    }

    /** {@code new Socket(address, port, local, localPort)}. */
    public static Socket awaitConnection(@Nullable InetAddress address, int port, @Nullable InetAddress local, int localPort)
            throws IOException {
        return awaitConnection(
                address == null ? null : new InetSocketAddress(address, port), new InetSocketAddress(local, localPort));
    }

    private static SocketAddress resolve(@Nullable String host, int port) throws IOException {
        return host == null
                ? new InetSocketAddress(InetAddress.getByName(null), port)
                : new InetSocketAddress(host, port);
    }

    private static Socket awaitConnection(@Nullable SocketAddress address, @Nullable SocketAddress local) throws IOException {
        Socket socket = new Socket();
        if (address == null) {
            throw new NullPointerException();
        }
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(address);
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            try {
                socket.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return socket;
    }
}
