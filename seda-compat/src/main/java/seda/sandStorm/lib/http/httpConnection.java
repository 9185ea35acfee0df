package seda.sandStorm.lib.http;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.Response;
import capriccio.knot.http.SiteHandler;
import capriccio.seda.runtime.Log;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;

/**
 * A client's connection: a sink for {@link httpResponder}s.
 *
 * <p>A client that pipelines has one request under way at a time: the next one is passed on once the response is complete
 * by its content length and little of it is unwritten, so responses go out in the order of the requests however many
 * threads make them. That ends with {@link #getConnection}: who writes to that connection itself is on his own, and
 * requests come as they are sent. A response of a length that is not known ends with the connection.
 */
public class httpConnection extends SimpleSink implements httpConst, QueueElementIF {
    /*
     * Implementation overview
     *
     * What is read passes the gate and waits in `inbox` until a thread of the httpServer stage, told so by a Turn, parses
     * it as far as `load` allows. However many threads that stage has, one at a time is in here: a turn that finds another
     * thread there leaves its work to that one. Whoever makes room, the writing stages mostly, asks for another turn.
     */
    public Object userTag;

    private final ATcpConnection tcp;
    private final httpServer server;
    private final ConnectionLoad load = new ConnectionLoad();
    private final AtomicInteger turns = new AtomicInteger();
    private final Object writing = new Object();
    private final SinkIF gate = sink(this::admit);
    private final SinkIF drained = sink(this::onDrained);

    private final ArrayDeque<QueueElementIF> inbox = new ArrayDeque<>(); // guarded by itself

    // only accessed by the thread that has the turn
    private final RequestReader reader;
    private ByteBuffer input = ByteBuffer.allocate(0);

    // guarded by writing: what is to follow of the response under way
    private long missing;

    // no request is passed on any more: closed by the program, or the client's bytes make no sense
    private volatile boolean ended;
    private volatile boolean passedThrough;

    // written by one thread at a time, read by the one that looks for idle connections
    private volatile long progressNanos = System.nanoTime();
    private volatile long beganNanos;
    private volatile boolean withinRequest;

    httpConnection(ATcpConnection tcp, httpServer server) {
        this.tcp = tcp;
        this.server = server;
        this.reader = new RequestReader(server.takesAnyMethod());
    }

    /** Tells the httpServer stage that a connection may have something to do. */
    record Turn(httpConnection connection) implements QueueElementIF {}

    private interface Taker {
        void take(QueueElementIF element) throws SinkException;
    }

    private static SinkIF sink(Taker taker) {
        return new SimpleSink() {
            @Override
            public void enqueue(QueueElementIF element) throws SinkException {
                taker.take(element);
            }
        };
    }

    // -- called by the httpServer stage --

    /** Parses what has been read, as far as it may, and passes the requests on. */
    void takeTurn() {
        if (turns.getAndIncrement() > 0) {
            return;
        }
        int taken = 1;
        do {
            try {
                work();
            } catch (RuntimeException e) {
                Log.failure("httpServer: " + this + " got exception: " + e, e);
                abort();
            }
            taken = turns.addAndGet(-taken);
        } while (taken > 0);
    }

    private void work() {
        while (true) {
            if (!input.hasRemaining()) {
                QueueElementIF next;
                synchronized (inbox) {
                    next = inbox.poll();
                }
                if (next == null) {
                    return;
                }
                if (next instanceof SinkClosedEvent) {
                    server.onClosed(this);
                    return;
                }
                input = ByteBuffer.wrap(((ATcpInPacket) next).getBytes());
            }
            if (ended) {
                drop();
            } else if (load.mayParse()) {
                parse();
            } else if (!isGone()) {
                return;
            } else {
                drop();
            }
        }
    }

    private void drop() {
        load.onParsed(input.remaining(), false);
        input.position(input.limit());
    }

    private boolean isGone() {
        synchronized (inbox) {
            return inbox.peekLast() instanceof SinkClosedEvent;
        }
    }

    private void parse() {
        int before = input.remaining();
        try {
            httpRequest request = reader.next(input, this);
            if (request != null || !withinRequest) {
                beganNanos = System.nanoTime();
                progressNanos = beganNanos;
            }
            withinRequest = reader.isWithinRequest();
            load.onParsed(before - input.remaining(), request != null);
            if (request != null) {
                if (passedThrough) { // asked after the above, so that no request counts as under way from then on
                    load.onAnswered();
                }
                server.onRequest(request);
            }
        } catch (BadRequestException e) {
            load.onParsed(before - input.remaining(), true);
            endWith(SiteHandler.badRequest(e));
        }
    }

    /** Answers in the library's own name, and closes; the program learns that the connection has closed. */
    private void endWith(Response response) {
        try {
            synchronized (writing) {
                write(new BufferElement(response.head()));
                write(new BufferElement(response.bodyBytes(), response.bodyOffset(), response.bodyLength()));
            }
        } catch (SinkException gone) {
            return; // closed already, which the program learns
        }
        end();
    }

    /** Closes in the library's own name. */
    void end() {
        ended = true;
        try {
            tcp.close(gate);
        } catch (SinkClosedException already) {
            // as wanted
        }
    }

    /** Ends a connection whose client has been idle, or too slow, since before the deadline; never one that waits for us. */
    void endIfIdle(long deadlineNanos) {
        boolean stuck = progressNanos - deadlineNanos < 0;
        if (tcp.size() > 0) {
            if (stuck) {
                abort();
            }
        } else if (load.isAnswering() || passedThrough) {
            return; // it is the program that takes its time
        } else if (withinRequest) {
            if (beganNanos - deadlineNanos < 0) {
                endWith(SiteHandler.closing(408));
            }
        } else if (stuck) {
            end();
        }
    }

    /** Closes at once: what is unwritten is dropped. */
    private void abort() {
        ended = true;
        tcp.sockState.writeFailed();
    }

    // -- called by the read stage --

    /** A sink for this connection's packets that refuses them, so that the socket is not read, while many are held. */
    SinkIF gate() {
        return gate;
    }

    private void admit(QueueElementIF element) throws SinkException {
        int size = element instanceof ATcpInPacket packet ? packet.size() : 0;
        if (size > 0) {
            if (tcp.isClosed()) {
                return; // never refused: what is held might stay for good, and the closed event comes after this packet
            }
            if (!load.mayRead(size)) {
                throw new SinkFullException("too much is unanswered on " + tcp);
            }
        }
        synchronized (inbox) {
            if (!server.requestTurn(this)) {
                load.onParsed(size, false);
                throw new SinkClosedException(server + " is closed");
            }
            inbox.add(element);
        }
    }

    // -- called by the write stage --

    private void onDrained(QueueElementIF event) {
        BufferElement written = (BufferElement) ((SinkDrainedEvent) event).element;
        BufferElement asked = (BufferElement) written.userTag;
        progressNanos = System.nanoTime();
        if (asked.compQ != null) {
            asked.compQ.enqueue_lossy(new SinkDrainedEvent(this, asked));
        }
        proceedIf(load.onWritten(written.size));
    }

    // -- called by anyone --

    /** The connection under this one. From this call on requests are passed on as they come. */
    public ATcpConnection getConnection() {
        if (!passedThrough) {
            passedThrough = true;
            proceedIf(load.onAnswered());
        }
        return tcp;
    }

    /** Queues a response, or a part of one; the drained events of its buffers name this connection. */
    @Override
    public void enqueue(QueueElementIF element) throws SinkException {
        if (!(element instanceof httpResponder responder)) {
            throw new BadQueueElementException("an HTTP connection takes httpResponders, not " + element, element);
        }
        httpResponse response = responder.getResponse();
        synchronized (writing) {
            for (BufferElement part : response.getBuffers(responder.sendHeader())) {
                write(part);
            }
            if (responder.sendHeader() || missing <= 0) {
                missing = response.missingPayload();
            } else if (missing != httpResponse.UNKNOWN) {
                missing -= response.payload == null ? 0 : response.payload.size;
            }
            if (missing > 0) {
                return;
            }
        }
        // Last: from now on another response may be written.
        proceedIf(load.onAnswered());
    }

    private void write(BufferElement part) throws SinkException {
        BufferElement queued = new BufferElement(part.data, part.offset, part.size, drained);
        queued.userTag = part;
        load.onQueued(part.size);
        if (tcp.size() == 0) {
            progressNanos = System.nanoTime();
        }
        tcp.enqueue(queued);
    }

    private void proceedIf(boolean allowed) {
        if (allowed) {
            server.requestTurn(this);
        }
    }

    /** Writes not yet done. */
    @Override
    public int size() {
        return tcp.size();
    }

    /** Closes when the earlier writes are done; then {@code sink}, unless null, gets a closed event with this connection. */
    public void close(SinkIF sink) throws SinkClosedException {
        ended = true;
        tcp.close(sink(event -> {
            server.forget(this);
            if (sink != null) {
                sink.enqueue_lossy(new SinkClosedEvent(this));
            }
        }));
    }

    /** Tells {@code sink} when the earlier writes are done. */
    public void flush(SinkIF sink) throws SinkClosedException {
        tcp.flush(sink(event -> sink.enqueue_lossy(new SinkFlushedEvent(this))));
    }

    /** Whether everything that was asked has been answered and written. */
    boolean isIdle() {
        return tcp.size() == 0 && (tcp.isClosed() || load.isAnswered());
    }

    @Override
    public String toString() {
        return "httpConnection[" + tcp + "]";
    }
}
