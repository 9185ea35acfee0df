package capriccio.knot.server;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, served from its first byte to its last by the one thread that runs it, in straight-line blocking code.
 * Whatever the client does ends at most this connection.
 */
final class Connection implements Runnable {
    private static final int INPUT_BYTES = 1024;
    private static final int LINGER_MILLIS = 500;
    private static final int MAX_LINGER_BYTES = 256 * 1024;
    private static final long NOT_WRITING = 0;
    private static final long NO_DEADLINE = 0;

    private final ThreadPerConnectionServer server;
    private final Socket socket;
    private final RequestParser parser = new RequestParser();
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES).limit(0);

    private final Runnable progress = this::onProgress;

    // When the write under way last got on, or NOT_WRITING; written by the connection's thread, read by the watchdog.
    private volatile long writeNanos = NOT_WRITING;

    Connection(ThreadPerConnectionServer server, Socket socket) {
        this.server = server;
        this.socket = socket;
    }

    @Override
    public void run() {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(server.idleMillis());
            if (server.mayBegin()) {
                serve(socket.getInputStream(), socket.getOutputStream());
            } else {
                server.stats().onRefused();
                write(socket.getOutputStream(), SiteHandler.busy());
                linger(socket.getInputStream());
            }
        } catch (IOException e) {
            // The client reset or vanished: there is nobody left to tell.
        } finally {
            abort();
            server.onEnded(this);
        }
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        try {
            Request request = read(in);
            while (request != null) {
                Response response = server.site().respond(request);
                write(out, response);
                if (response.closes()) {
                    linger(in);
                    return;
                }
                request = read(in);
            }
        } catch (BadRequestException e) {
            write(out, SiteHandler.badRequest(e));
            linger(in);
        }
    }

    /** The next request, or null at the end of the connection or when it stayed idle for too long. */
    private @Nullable Request read(InputStream in) throws IOException, BadRequestException {
        Request request = parser.next(input);
        if (request != null) {
            return request;
        }
        long deadline = NO_DEADLINE;
        try {
            while (fill(in)) {
                request = parser.next(input);
                if (request != null) {
                    if (deadline != NO_DEADLINE) {
                        socket.setSoTimeout(server.idleMillis());
                    }
                    return request;
                }
                // From its first byte on: a client that sends a byte now and then must not restart the clock.
                if (deadline == NO_DEADLINE) {
                    deadline = (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(server.idleMillis())) | 1;
                }
                limitReading(deadline);
            }
            return null;
        } catch (SocketTimeoutException e) {
            if (parser.isIdle()) {
                return null;
            }
            throw new BadRequestException(408, "request took too long");
        }
    }

    private boolean fill(InputStream in) throws IOException {
        input.clear();
        int count = in.read(input.array(), 0, input.capacity());
        input.limit(Math.max(0, count));
        return count > 0;
    }

    private void limitReading(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("request took too long");
        }
        socket.setSoTimeout((int) left);
    }

    private void write(OutputStream out, Response response) throws IOException {
        byte[] scratch = server.buffers().take();
        onProgress();
        response.writeTo(out, scratch, progress);
        writeNanos = NOT_WRITING;
        // Not given back when a write failed: the next one makes another.
        server.buffers().give(scratch);
        server.stats().onResponse(response.status(), response.length());
    }

    private void onProgress() {
        writeNanos = System.nanoTime() | 1;
    }

    /** Lets the client read the last response before it could see a reset, which unread input would cause. */
    private void linger(InputStream in) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
        int dropped = 0;
        while (dropped < MAX_LINGER_BYTES && System.nanoTime() - deadline < 0 && fill(in)) {
            dropped += input.limit();
        }
    }

    /** Lets the thread finish what it was asked and then find the end of the connection. */
    void finish() {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            // closed already
        }
    }

    /** Ends the connection at once, from any thread. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            // closed as far as we are concerned
        }
    }

    /** Ends the connection if its client has not read for that long. */
    void abortIfStalled(long nowNanos, long maxNanos) {
        long since = writeNanos;
        if (since != NOT_WRITING && nowNanos - since > maxNanos) {
            abort();
        }
    }
}
