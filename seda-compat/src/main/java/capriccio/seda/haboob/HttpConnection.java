package capriccio.seda.haboob;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Request;
import capriccio.knot.http.RequestParser;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;

/**
 * One client's connection: sends its requests on one at a time, takes the {@link HttpResponder} of each and writes it.
 * A response that closes ends it: what was asked later is not answered.
 */
final class HttpConnection extends SimpleSink {
    /*
     * Implementation overview
     *
     * Packets pass the gate, wait in `held` and are parsed by the httpServer stage as far as `load` allows. The miss and
     * write stages find out when it allows more, and say so by a Continue in the httpServer stage's queue, which refuses
     * nothing: only that stage ever touches the parser.
     */
    private final ATcpConnection tcp;
    private final SinkIF httpServer;
    private final ConnectionLoad load = new ConnectionLoad();
    private final SinkIF gate = new SimpleSink() {
        @Override
        public void enqueue(QueueElementIF element) throws SinkException {
            admit(element);
        }
    };
    private final SinkIF drained = new SimpleSink() {
        @Override
        public void enqueue(QueueElementIF element) throws SinkException {
            onDrained(element);
        }
    };

    // only accessed by the httpServer stage
    private final RequestParser parser = new RequestParser();
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>();
    private boolean readingEnded;

    /** Creates the state of a connection of which nothing has been read; its closed event goes to {@code httpServer}. */
    HttpConnection(ATcpConnection tcp, SinkIF httpServer) {
        this.tcp = tcp;
        this.httpServer = httpServer;
    }

    /** Tells the httpServer stage that a connection can go on parsing what it holds. */
    record Continue(HttpConnection connection) implements QueueElementIF {}

    // -- called by the httpServer stage --

    /** Parses the requests in a packet and sends them on, now or later; one that cannot be read is answered here. */
    void parse(byte[] bytes, SinkIF next) throws SinkException {
        held.add(ByteBuffer.wrap(bytes));
        proceed(next);
    }

    /** Parses what is held as far as it may. */
    void proceed(SinkIF next) throws SinkException {
        while (!held.isEmpty() && load.mayParse()) {
            ByteBuffer bytes = held.element();
            parse(bytes, next);
            if (!bytes.hasRemaining()) {
                held.remove();
            }
        }
    }

    private void parse(ByteBuffer bytes, SinkIF next) throws SinkException {
        int before = bytes.remaining();
        if (readingEnded || tcp.isClosed()) {
            bytes.position(bytes.limit());
            load.onParsed(before, false);
            return;
        }
        try {
            Request request = parser.next(bytes);
            load.onParsed(before - bytes.remaining(), request != null);
            if (request != null) {
                readingEnded = !request.persistent();
                next.enqueue(new HttpRequest(this, request));
            }
        } catch (BadRequestException e) {
            readingEnded = true;
            load.onParsed(before - bytes.remaining(), true);
            HttpSend.sendResponse(this, SiteHandler.badRequest(e));
        }
    }

    // -- called by the read stage --

    /** A sink for this connection's packets that refuses them, so that the socket is not read, while many are held. */
    SinkIF gate() {
        return gate;
    }

    private void admit(QueueElementIF element) throws SinkException {
        if (element instanceof ATcpInPacket packet) {
            if (tcp.isClosed()) {
                return; // never refused: what is held might stay for good, and the closed event comes after this packet
            }
            if (!load.mayRead(packet.size())) {
                throw new SinkFullException("too much is unanswered on " + tcp);
            }
        }
        httpServer.enqueue(element);
    }

    // -- called by the write stage --

    private void onDrained(QueueElementIF element) throws SinkException {
        BufferElement written = (BufferElement) ((SinkDrainedEvent) element).element;
        proceedIf(load.onWritten(written.size));
    }

    // -- called by anyone --

    /** Takes the response to the request under way. */
    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        if (!(element instanceof HttpResponder responder)) {
            throw new BadQueueElementException("an HTTP connection takes responses, not " + element, element);
        }
        Response response = responder.response();
        write(new BufferElement(response.head(), drained));
        if (response.bodyLength() > 0) {
            write(new BufferElement(response.bodyBytes(), response.bodyOffset(), response.bodyLength(), drained));
        }
        if (response.closes()) {
            tcp.close(httpServer);
        }
        // Last: from now on another response may be written.
        proceedIf(load.onAnswered());
    }

    private void write(BufferElement part) throws SinkException {
        load.onQueued(part.size);
        tcp.enqueue(part);
    }

    private void proceedIf(boolean allowed) throws SinkException {
        if (allowed) {
            httpServer.enqueue(new Continue(this));
        }
    }

    /** Whether everything that was asked has been answered and written. */
    boolean isIdle() {
        return tcp.size() == 0 && (tcp.isClosed() || load.isAnswered());
    }

    @Override
    public String toString() {
        return "HttpConnection[" + tcp + "]";
    }
}
