package seda.sandStorm.lib.aSocket;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/** One connection as the socket stages see it. */
public final class SockState implements QueueElementIF {
    /*
     * Implementation overview
     *
     * Writes, flushes and closes wait in one queue, in order. A state is in the write stage's queue or awaits
     * writability exactly while it is `scheduled`, so that a connection costs that stage one event however many writes it
     * has queued. Only the write loop takes from the queue; only the read loop delivers to the read sink, so that the
     * closed event comes after every packet.
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

    private record Flush(SinkIF sink) {}

    private static final Object CLOSE = new Object();

    private final aSocketLayer layer;
    private final SocketChannel channel;
    private final ATcpConnection connection;
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
    private int headWritten;

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

    SockState(aSocketLayer layer, SocketChannel channel, ATcpConnection connection, int writeClogThreshold) {
        this.layer = layer;
        this.channel = channel;
        this.connection = connection;
        this.writeClogThreshold = writeClogThreshold;
        layer.opened(this);
    }

    SocketChannel channel() {
        return channel;
    }

    ATcpConnection connection() {
        return connection;
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
        synchronized (this) {
            if (readSink != null) {
                throw new IllegalArgumentException("startReader was called already on " + connection);
            }
            readSink = sink;
            readClogTries = tries;
        }
        layer.requestRead(new ReadLoop.Start(this));
    }

    void write(BufferElement element) throws SinkClosedException {
        boolean schedule;
        synchronized (this) {
            checkOpen();
            if (isClogged()) {
                schedule = false;
            } else {
                outgoing.add(element);
                outstanding = outgoing.size();
                schedule = schedule();
                element = null;
            }
        }
        if (schedule) {
            layer.requestWrite(this);
        }
        if (element != null && element.compQ != null) {
            element.compQ.enqueue_lossy(new SinkCloggedEvent(connection, element));
        }
    }

    void flush(SinkIF sink) throws SinkClosedException {
        boolean schedule;
        synchronized (this) {
            checkOpen();
            outgoing.add(new Flush(sink));
            schedule = schedule();
        }
        if (schedule) {
            layer.requestWrite(this);
        }
    }

    void close(SinkIF sink) throws SinkClosedException {
        synchronized (this) {
            checkOpen();
            discard = isClogged();
            life = Life.CLOSING;
            closed = true;
            closeSink = sink;
            outgoing.add(CLOSE);
            if (!schedule() && !discard) {
                return;
            }
        }
        layer.requestWrite(this);
    }

    private void checkOpen() throws SinkClosedException {
        if (life != Life.OPEN) {
            throw new SinkClosedException(connection + " is closed");
        }
    }

    private boolean isClogged() {
        return writeClogThreshold != -1 && outgoing.size() > writeClogThreshold;
    }

    private boolean schedule() {
        boolean was = scheduled;
        scheduled = true;
        return !was;
    }

    // -- called by the write loop --

    /** Copies what comes next, up to the first flush or close, until the buffer is full. */
    synchronized void gather(ByteBuffer buffer) {
        if (discard) {
            return;
        }
        int skip = headWritten;
        for (Object next : outgoing) {
            if (!(next instanceof BufferElement element) || !buffer.hasRemaining()) {
                return;
            }
            int count = Math.min(element.size - skip, buffer.remaining());
            buffer.put(element.data, element.offset + skip, count);
            skip = 0;
        }
    }

    /** Takes off what has been written and tells those who asked; whether nothing is left to do. */
    boolean complete(int written) {
        int left = written;
        while (true) {
            Object done;
            synchronized (this) {
                Object head = discard ? CLOSE : outgoing.peek();
                if (head == null) {
                    scheduled = false;
                    return true;
                }
                if (head instanceof BufferElement element) {
                    int missing = element.size - headWritten;
                    if (left < missing) {
                        headWritten += left;
                        return false;
                    }
                    left -= missing;
                    headWritten = 0;
                }
                done = head;
                outgoing.poll();
                outstanding = outgoing.size();
            }
            if (announce(done)) {
                return true;
            }
        }
    }

    /** Tells that one thing is done; whether it was the close. */
    private boolean announce(Object done) {
        if (done instanceof BufferElement element) {
            if (element.compQ != null) {
                element.compQ.enqueue_lossy(new SinkDrainedEvent(connection, element));
            }
            return false;
        }
        if (done instanceof Flush flush) {
            flush.sink().enqueue_lossy(new SinkFlushedEvent(connection));
            return false;
        }
        closeChannel();
        announceToCloser();
        return true;
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
            sink.enqueue_lossy(new SinkClosedEvent(connection));
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

    /** Whether the read sink is the one to learn that the connection is closed; true once. */
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
            outstanding = 0;
            headWritten = 0;
        }
        SelectLoop.closeQuietly(channel);
        layer.closed(this);
    }
}
