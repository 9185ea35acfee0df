package seda.sandStorm.lib.aSocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;

/** One socket as the read and the write stage see it. */
public abstract class SockState implements QueueElementIF {
    /*
     * Implementation overview
     *
     * Writes, flushes and closes wait in one queue, in order. A state is in the write stage's queue or awaits
     * writability exactly while it is `scheduled`, so that a socket costs that stage one event however many writes it
     * has queued. Only the write loop takes from the queue; only the read loop delivers to the read sink, so that the
     * closed event comes after every packet. The queue is bounded by the threshold that the program gave, if any.
     *
     *   open -> closing   close(q): the application is done
     *   open -> closed    the peer closed, or an operation failed
     *   closing -> closed the queued writes are done, or failed
     */
    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** How far a turn at writing came. */
    enum Progress {
        /** Nothing is left to do. */
        DONE,
        /** The socket takes no more now. */
        BLOCKED,
        MORE
    }

    /** What waits among the writes for its turn, other than a write. */
    interface Step {
        void take();
    }

    /** What {@link #receive} returns at the end of what the peer sends. */
    static final QueueElementIF END = new QueueElementIF() {};

    private static final Step CLOSE = () -> {};

    final aSocketLayer layer;

    private final SelectableChannel channel;
    private final SimpleSink socket;
    private final int writeClogThreshold;
    private final AtomicBoolean announced = new AtomicBoolean();

    // guarded by this
    private final ArrayDeque<Object> outgoing = new ArrayDeque<>();
    private Life life = Life.OPEN;
    private boolean scheduled;
    private boolean discard;
    private SinkIF closeSink;
    private SinkIF readSink;
    private int readClogTries;
    private int writes; // of what is outgoing

    // written under this, read by anyone
    private volatile int outstanding;
    private volatile boolean closed;

    // only written by the read loop
    private volatile long sequenceNumber;

    // only accessed by the read loop
    SelectionKey readKey;
    QueueElementIF refused;
    int refusals;
    boolean closeEventAfterRefused;

    /**
     * Creates the state of an open socket.
     *
     * @param channel non-blocking
     * @param socket the sink that events name
     * @param writeClogThreshold how many writes may wait before the next is discarded; -1 is any number
     */
    @SuppressWarnings("this-escape") // the layer only closes it
    SockState(aSocketLayer layer, SelectableChannel channel, SimpleSink socket, int writeClogThreshold) {
        this.layer = layer;
        this.channel = channel;
        this.socket = socket;
        this.writeClogThreshold = writeClogThreshold;
        layer.opened(this);
    }

    // -- what differs between kinds of sockets --

    /** The next packet for the read sink; null when there is none now, {@link #END} when there will be none. */
    abstract QueueElementIF receive(ByteBuffer scratch) throws IOException;

    /** Writes some of what is queued. */
    abstract Progress send(ByteBuffer scratch) throws IOException;

    // -- what is known --

    SelectableChannel channel() {
        return channel;
    }

    SimpleSink socket() {
        return socket;
    }

    boolean isClosed() {
        return closed;
    }

    int outstanding() {
        return outstanding;
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    synchronized SinkIF readSink() {
        return readSink;
    }

    synchronized int readClogTries() {
        return readClogTries;
    }

    long nextSequenceNumber() {
        long next = sequenceNumber + 1;
        sequenceNumber = next == 0 ? 1 : next;
        return sequenceNumber;
    }

    // -- called by the application --

    void startReader(SinkIF sink, int tries) {
        Objects.requireNonNull(sink, "sink");
        synchronized (this) {
            if (readSink != null) {
                throw new IllegalArgumentException("startReader was called already on " + socket);
            }
            readSink = sink;
            readClogTries = tries;
        }
        layer.requestRead(new ReadLoop.Start(this));
    }

    /** Queues writes, one after the other; those beyond the threshold are discarded and reported. */
    void write(BufferElement... elements) throws SinkClosedException {
        boolean schedule;
        int accepted = 0;
        synchronized (this) {
            checkOpen();
            while (accepted < elements.length && !isClogged()) {
                outgoing.add(elements[accepted++]);
                outstanding = ++writes;
            }
            schedule = accepted > 0 && schedule();
        }
        if (schedule) {
            layer.requestWrite(this);
        }
        for (int i = accepted; i < elements.length; i++) {
            reportClogged(elements[i]);
        }
    }

    void reportClogged(BufferElement discarded) {
        if (discarded.compQ != null) {
            discarded.compQ.enqueue_lossy(new SinkCloggedEvent(socket, discarded));
        }
    }

    void flush(SinkIF sink) throws SinkClosedException {
        queue(() -> {
            if (sink != null) {
                sink.enqueue_lossy(new SinkFlushedEvent(socket));
            }
        });
    }

    /** Has a step taken once the writes before it are done. */
    void queue(Step step) throws SinkClosedException {
        boolean schedule;
        synchronized (this) {
            checkOpen();
            outgoing.add(step);
            schedule = schedule();
        }
        if (schedule) {
            layer.requestWrite(this);
        }
    }

    void close(SinkIF sink) throws SinkClosedException {
        boolean schedule;
        synchronized (this) {
            checkOpen();
            life = Life.CLOSING;
            closed = true;
            closeSink = sink;
            discard = isClogged();
            outgoing.add(CLOSE);
            schedule = schedule() || discard; // one that awaits writability might do so for ever
        }
        if (schedule) {
            layer.requestWrite(this);
        }
    }

    private void checkOpen() throws SinkClosedException {
        if (life != Life.OPEN) {
            throw new SinkClosedException(socket + " is closed");
        }
    }

    private boolean isClogged() {
        return writeClogThreshold != -1 && writes > writeClogThreshold;
    }

    private boolean schedule() {
        boolean was = scheduled;
        scheduled = true;
        return !was;
    }

    // -- called by the write loop --

    /** What is to be written or done next; null when there is nothing, until it is scheduled again. */
    synchronized Object head() {
        Object head = discard ? CLOSE : outgoing.peek();
        scheduled = head != null;
        return head;
    }

    /** Takes the head off now that it is written or its turn has come, and tells who asked; whether it was the close. */
    boolean finish(Object head) {
        if (head == CLOSE) {
            closeChannel();
            announceToCloser();
            return true;
        }
        if (!remove(head)) {
            return false;
        }
        if (head instanceof BufferElement element) {
            if (element.compQ != null) {
                element.compQ.enqueue_lossy(new SinkDrainedEvent(socket, element));
            }
        } else {
            ((Step) head).take();
        }
        return false;
    }

    /** Takes the head off; false if the socket has been closed meanwhile and the queue is gone. */
    synchronized boolean remove(Object head) {
        if (outgoing.peek() != head) {
            return false;
        }
        outgoing.poll();
        if (head instanceof BufferElement) {
            outstanding = --writes;
        }
        return true;
    }

    /** Copies what comes next, from {@code skip} bytes into the first write up to the first step, while there is room. */
    synchronized void gather(ByteBuffer buffer, int skip) {
        int from = skip;
        for (Object next : outgoing) {
            if (discard || !(next instanceof BufferElement element) || !buffer.hasRemaining()) {
                return;
            }
            int count = Math.min(element.size - from, buffer.remaining());
            buffer.put(element.data, element.offset + from, count);
            from = 0;
        }
    }

    /** The peer is gone: to the application that is a close by the peer, unless it was closing itself. */
    public void writeFailed() {
        boolean tellReader;
        synchronized (this) {
            tellReader = life != Life.CLOSING && readSink != null;
        }
        closeChannel();
        if (tellReader) {
            layer.requestRead(new ReadLoop.Gone(this));
        } else {
            announceToCloser();
        }
    }

    private void announceToCloser() {
        SinkIF sink;
        synchronized (this) {
            sink = closeSink;
        }
        if (sink != null && announced.compareAndSet(false, true)) {
            sink.enqueue_lossy(new SinkClosedEvent(socket));
        }
    }

    // -- called by the read loop --

    /** The peer sends no more, or with {@code failed} is gone; what is queued is still written where possible. */
    void peerClosed(boolean failed) {
        boolean schedule;
        synchronized (this) {
            if (life == Life.CLOSED || (life == Life.CLOSING && !failed)) {
                return;
            }
            if (life == Life.OPEN) {
                life = Life.CLOSED;
                closed = true;
                outgoing.add(CLOSE);
            }
            discard |= failed;
            schedule = schedule() || discard;
        }
        if (schedule) {
            layer.requestWrite(this);
        }
    }

    /** Whether the read sink is the one to learn that the socket is closed; true once. */
    boolean mayAnnounceToReader() {
        synchronized (this) {
            if (life == Life.CLOSING || closeSink != null || readSink == null) {
                return false;
            }
        }
        return announced.compareAndSet(false, true);
    }

    // -- called by anyone --

    /** Closes at once; what is queued is dropped. */
    void closeChannel() {
        synchronized (this) {
            if (life == Life.OPEN) {
                life = Life.CLOSED;
            }
            closed = true;
            discard = true;
            outgoing.clear();
            writes = 0;
            outstanding = 0;
        }
        SelectLoop.closeQuietly(channel);
        layer.closed(this);
    }
}
