package capriccio.knot.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** One response, encoded: its head, a slice of a page as its body, and whether the connection closes after it. */
public final class Response {
    // Bodies go out in pieces of this size, so that a writer can show that it gets on.
    private static final int PIECE_BYTES = 64 * 1024;

    private final int status;
    private final byte[] head;
    private final byte[] body;
    private final int from;
    private final int bodyLength;
    private final boolean closes;

    Response(int status, byte[] head, byte[] body, int from, int bodyLength, boolean closes) {
        this.status = status;
        this.head = head;
        this.body = body;
        this.from = from;
        this.bodyLength = bodyLength;
        this.closes = closes;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Status line, fields and the empty line; the caller must not modify it. */
    public byte[] head() {
        return head;
    }

    /** A new read-only view of the body; empty for HEAD and 304. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(body, from, bodyLength).slice().asReadOnlyBuffer();
    }

    /** The array with the body, from {@link #bodyOffset} on; the caller must not modify it. */
    public byte[] bodyBytes() {
        return body;
    }

    /** Where in {@link #bodyBytes} the body begins. */
    public int bodyOffset() {
        return from;
    }

    /** The length of the body; 0 for HEAD and 304. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Head and body for a gathering write; new views at each call. */
    public ByteBuffer[] buffers() {
        ByteBuffer headBytes = ByteBuffer.wrap(head);
        return bodyLength == 0 ? new ByteBuffer[] {headBytes} : new ByteBuffer[] {headBytes, body()};
    }

    /** Bytes of head and body together. */
    public long length() {
        return (long) head.length + bodyLength;
    }

    /** Whether the server closes the connection after this response. */
    public boolean closes() {
        return closes;
    }

    /**
     * Copies head and body to the beginning of an array.
     *
     * @throws IndexOutOfBoundsException if it is shorter than {@link #length}
     */
    public void copyTo(byte[] target) {
        System.arraycopy(head, 0, target, 0, head.length);
        System.arraycopy(body, from, target, head.length, bodyLength);
    }

    /**
     * Writes head and body: in one write if both fit in {@code scratch}, otherwise the head and then the body in large
     * pieces.
     *
     * @param scratch overwritten
     * @param onProgress runs after each write
     */
    public void writeTo(OutputStream out, byte[] scratch, Runnable onProgress) throws IOException {
        if (length() <= scratch.length) {
            copyTo(scratch);
            out.write(scratch, 0, (int) length());
            onProgress.run();
            return;
        }
        out.write(head, 0, head.length);
        onProgress.run();
        for (int sent = 0; sent < bodyLength; sent += PIECE_BYTES) {
            out.write(body, from + sent, Math.min(PIECE_BYTES, bodyLength - sent));
            onProgress.run();
        }
    }
}
