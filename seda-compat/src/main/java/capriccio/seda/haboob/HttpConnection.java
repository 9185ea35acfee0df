package capriccio.seda.haboob;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;

/**
 * One client's connection: takes {@link HttpResponder}s in any order and writes them in the order of the requests. A
 * response that closes ends it: what was asked later is not answered.
 */
final class HttpConnection extends SimpleSink {
    private static final int MAX_IN_FLIGHT = 64;
    private static final int MAX_UNWRITTEN = 2 * MAX_IN_FLIGHT;

    private final ATcpConnection tcp;
    private final SinkIF httpServer;

    // only accessed by the httpServer stage
    private final RequestParser parser = new RequestParser();
    private boolean readingEnded;

    private final Map<Long, HttpResponder> early = new HashMap<>(); // guarded by this
    private boolean writingEnded; // guarded by this
    private volatile long asked; // written by the httpServer stage
    private volatile long answered; // written under this

    /** Creates the state of a connection of which nothing has been read; its closed event goes to {@code httpServer}. */
    HttpConnection(ATcpConnection tcp, SinkIF httpServer) {
        this.tcp = tcp;
        this.httpServer = httpServer;
    }

    /**
     * Parses the requests in a packet and sends them on; one that cannot be read is answered here.
     *
     * @return how many requests that were
     */
    int parse(byte[] bytes, SinkIF next) throws SinkException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int count = 0;
        try {
            while (!readingEnded) {
                Request request = parser.next(buffer);
                if (request == null) {
                    return count;
                }
                readingEnded = !request.persistent();
                count++;
                next.enqueue(new HttpRequest(this, request, asked()));
            }
        } catch (BadRequestException e) {
            readingEnded = true;
            HttpSend.sendResponse(this, asked(), SiteHandler.badRequest(e));
        }
        return count;
    }

    private long asked() {
        long number = asked;
        asked = number + 1;
        return number;
    }

    /** A sink for this connection's packets that refuses them, so that the socket is not read, while too much is asked. */
    SinkIF gate() {
        return new SimpleSink() {
            @Override
            public void enqueue(QueueElementIF element) throws SinkException {
                if (element instanceof ATcpInPacket && isSaturated()) {
                    throw new SinkFullException("too many requests in flight on " + tcp);
                }
                httpServer.enqueue(element);
            }
        };
    }

    private boolean isSaturated() {
        return asked - answered >= MAX_IN_FLIGHT || tcp.size() >= MAX_UNWRITTEN;
    }

    /** Whether everything that was asked has been answered and written. */
    boolean isIdle() {
        return tcp.isClosed() ? tcp.size() == 0 : asked == answered && tcp.size() == 0;
    }

    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        if (!(element instanceof HttpResponder responder)) {
            throw new BadQueueElementException("an HTTP connection takes responses, not " + element, element);
        }
        synchronized (this) {
            if (responder.number() != answered) {
                early.put(responder.number(), responder);
                return;
            }
            send(responder);
            for (HttpResponder next = early.remove(answered); next != null; next = early.remove(answered)) {
                send(next);
            }
        }
    }

    /** With the lock held: in this order. */
    private void send(HttpResponder responder) throws SinkException {
        answered = responder.number() + 1;
        if (writingEnded) {
            return;
        }
        Response response = responder.response();
        writingEnded = response.closes();
        BufferElement body = responder.body();
        tcp.enqueue(new BufferElement(response.head()));
        if (body != null) {
            tcp.enqueue(body);
        }
        if (writingEnded) {
            tcp.close(httpServer);
        }
    }

    @Override
    public String toString() {
        return "HttpConnection[" + tcp + "]";
    }
}
