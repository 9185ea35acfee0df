package capriccio.seda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A blocking client that reads responses by their length. */
public record Client(Socket socket, InputStream in) implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    public static Client connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Client(socket, new BufferedInputStream(socket.getInputStream()));
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Status line and fields, with the empty line. */
    public String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end of stream after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public byte[] body(String head) throws IOException {
        String field = "Content-Length: ";
        int at = head.indexOf(field) + field.length();
        return in.readNBytes(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
    }

    /** Sends a request for a URL and returns the whole response; the connection stays. */
    public String get(String url) throws IOException {
        send("GET " + url + " HTTP/1.1\r\nHost: h\r\n\r\n");
        String head = head();
        return head + new String(body(head), ISO_8859_1);
    }

    /** What comes until the server closes. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
