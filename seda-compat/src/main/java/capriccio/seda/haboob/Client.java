package capriccio.seda.haboob;

import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.lib.http.httpConnection;
import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponder;
import seda.sandStorm.lib.http.httpResponse;

/** What Haboob knows of one connection, as its user tag: at most one of its requests is under way at a time. */
final class Client {
    private final httpConnection connection;
    private final SinkIF recv;
    private final HttpSend send;
    private final HaboobStats stats;
    private final @Nullable Semaphore slots;
    private final AtomicBoolean holdsSlot = new AtomicBoolean();
    private volatile int requests; // only written by the HttpRecv stage

    /** Creates the state of a connection without requests; {@code slots} is null if there is no bound on requests under way. */
    Client(httpConnection connection, SinkIF recv, HttpSend send, HaboobStats stats, @Nullable Semaphore slots) {
        this.connection = connection;
        this.recv = recv;
        this.send = send;
        this.stats = stats;
        this.slots = slots;
    }

    static Client of(httpRequest request) {
        return (Client) request.getConnection().userTag;
    }

    /** Counts a request, and waits until there is room for one more under way. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void begin() throws InterruptedException {
        requests++;
        if (slots != null) {
            slots.acquire();
            holdsSlot.set(true);
        }
    }

    /** Whether the connection may stay open after the response to this request. */
    boolean mayPersist(httpRequest request) {
        if (send.isLast(requests)) {
            return false;
        }
        String wish = request.getHeader("Connection");
        String words = wish == null ? "" : wish.toLowerCase(Locale.ROOT);
        return request.getHttpVer() == httpRequest.HTTPVER_11
                ? !words.contains("close")
                : request.getHttpVer() == httpRequest.HTTPVER_10 && words.contains("keep-alive") && !words.contains("close");
    }

    /** Sends the response to the request under way, and closes after it if asked to. */
    void answer(httpRequest request, httpResponse response, boolean close) throws SinkException {
        try {
            stats.onAnswered(); // first, so that a client that has its answer is counted
            connection.enqueue(new httpResponder(response, request, close));
            if (close) {
                connection.close(recv);
            }
        } finally {
            release();
        }
    }

    /** The request under way, if there is one, is answered or will never be. */
    void release() {
        if (slots != null && holdsSlot.compareAndSet(true, false)) {
            slots.release();
        }
    }
}
