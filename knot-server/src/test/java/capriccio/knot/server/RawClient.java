package capriccio.knot.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly what a test says; characters are bytes. */
final class RawClient implements AutoCloseable {
    private static final String LENGTH = "\r\nContent-Length: ";

    final Socket socket;
    private final InputStream in;

    RawClient(KnotServer server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** The next response; its body is read to the length that it states. */
    Answer receive() throws IOException {
        return receive(true);
    }

    /** The next response, which has no body whatever it states. */
    Answer receiveHead() throws IOException {
        return receive(false);
    }

    private Answer receive(boolean hasBody) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("connection ended after: " + head);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int at = text.indexOf(LENGTH);
        int length = at < 0 || !hasBody
                ? 0
                : Integer.parseInt(text.substring(at + LENGTH.length(), text.indexOf("\r\n", at + 2)));
        return new Answer(text, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** Whether the server has ended the connection in order, with nothing more to read. */
    boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    record Answer(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }
}
