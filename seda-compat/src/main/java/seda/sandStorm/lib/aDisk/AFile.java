package seda.sandStorm.lib.aDisk;

import capriccio.seda.runtime.Log;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayDeque;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.SimpleSink;

/**
 * A file with one position, read and written by events: each request is answered at the request's sink, or else at the
 * file's, by an {@link AFileCompletion}, or by a flushed or closed event.
 *
 * <p>Requests of one file are carried out in the order of their calls, never two at a time; those of different files side
 * by side. Any thread may call. The queue of requests is not bounded, as the contract knows no refusal: programs bound
 * what they have under way by waiting for completions.
 */
public class AFile extends SimpleSink {
    /*
     * Implementation overview
     *
     * A file is in the disk stage's queue, or in the hands of one of its threads, exactly while it is `scheduled`: this is
     * what keeps two threads off one file, and it costs the stage one event however many requests wait here.
     */

    /** The place where the last request ended. */
    static final int HERE = -1;

    private static final int REQUESTS_PER_TURN = 10;
    private static final int CHUNK_BYTES = 64 * 1024; // bounds the JDK's native copy of what is moved

    private final String name;
    private final File path;
    private final SinkIF sink;
    private final boolean readOnly;
    private final DiskStage stage;
    private final Work work = new Work();

    // only accessed by the thread that serves the file
    private final RandomAccessFile file;

    // guarded by this
    private final ArrayDeque<AFileRequest> pending = new ArrayDeque<>();
    private boolean scheduled;
    private boolean closed;

    /** Says to the disk stage that this file has something to do. */
    final class Work implements QueueElementIF {
        void serve() {
            AFile.this.serve();
        }
    }

    /**
     * Opens a file.
     *
     * @param create whether it is made if there is none; one that is there is kept as it is
     * @throws FileIsDirectoryException if it is a directory
     * @throws FileNotFoundException if there is none and {@code create} is false, or it may not be opened
     */
    public AFile(String name, SinkIF sink, boolean create, boolean readOnly) throws IOException {
        this.name = name;
        this.sink = sink;
        this.readOnly = readOnly;
        path = new File(name);
        if (path.isDirectory()) {
            throw new FileIsDirectoryException("File is a directory: " + name);
        }
        if (!path.exists() && !(create && path.createNewFile())) {
            throw new FileNotFoundException("File not found: " + name);
        }
        stage = AFileMgr.stage();
        file = new RandomAccessFile(path, readOnly ? "r" : "rw");
    }

    /** Queues a request of this package. */
    @Override
    public synchronized void enqueue(QueueElementIF element) throws SinkException {
        enqueue_many(new QueueElementIF[] {element});
    }

    @Override
    public synchronized boolean enqueue_lossy(QueueElementIF element) {
        return super.enqueue_lossy(element);
    }

    /** Queues all of the requests, one after the other, or none. */
    @Override
    public synchronized void enqueue_many(QueueElementIF[] elements) throws SinkException {
        for (QueueElementIF element : elements) {
            check(element);
        }
        for (QueueElementIF element : elements) {
            add((AFileRequest) element);
        }
    }

    private void check(QueueElementIF element) throws SinkException {
        if (closed) {
            throw new SinkClosedException(this + " is closed");
        }
        String fault = element instanceof AFileRequest request ? faultOf(request) : "a file takes AFileRequests";
        if (fault != null) {
            throw new BadQueueElementException(fault + ": " + element, element);
        }
    }

    /** What is wrong with a request for this file; null if nothing is. */
    private String faultOf(AFileRequest request) {
        if (request instanceof AFileWriteRequest) {
            return readOnly ? this + " is open for reading only" : null;
        }
        if (request instanceof AFileSeekRequest seek) {
            return seek.offset < 0 ? "negative offset " + seek.offset : null;
        }
        boolean known = request instanceof AFileReadRequest
                || request instanceof AFileFlushRequest
                || request instanceof AFileCloseRequest;
        return known ? null : "an unknown kind of request";
    }

    private void add(AFileRequest request) throws SinkClosedException {
        if (!scheduled && !stage.schedule(work)) {
            throw new SinkClosedException(this + ": the aDisk layer is shut down");
        }
        scheduled = true;
        request.setFile(this);
        closed = request instanceof AFileCloseRequest;
        pending.add(request);
        stage.began();
    }

    public synchronized void write(BufferElement buffer) throws SinkException {
        enqueue(new AFileWriteRequest(buffer, null));
    }

    /** Writes at an offset of the file; the next request goes on from its end. */
    public synchronized void write(BufferElement buffer, int fileOffset) throws SinkException {
        enqueue(new AFileWriteRequest(buffer, checkOffset(fileOffset), null));
    }

    public synchronized void read(BufferElement buffer) throws SinkException {
        enqueue(new AFileReadRequest(buffer, null));
    }

    /** Reads from an offset of the file; the next request goes on from its end. */
    public synchronized void read(BufferElement buffer, int fileOffset) throws SinkException {
        enqueue(new AFileReadRequest(buffer, checkOffset(fileOffset), null));
    }

    private static int checkOffset(int fileOffset) throws BadQueueElementException {
        if (fileOffset < 0) {
            throw new BadQueueElementException("negative offset " + fileOffset, null);
        }
        return fileOffset;
    }

    /** Has the next request begin at an offset of the file. */
    public synchronized void seek(int fileOffset) throws SinkException {
        enqueue(new AFileSeekRequest(fileOffset, null));
    }

    /** What the system says of the file now; waits for it. */
    public AFileStat stat() {
        AFileStat stat = new AFileStat();
        stat.afile = this;
        stat.isDirectory = path.isDirectory();
        stat.canRead = path.canRead();
        stat.canWrite = path.canWrite();
        stat.length = path.length();
        return stat;
    }

    public String getFilename() {
        return name;
    }

    /** Refuses further requests, and closes the file when the earlier ones are done; a second call has no effect. */
    public synchronized void close() {
        if (!closed && !enqueue_lossy(new AFileCloseRequest(this, null))) {
            closed = true;
            closeFile(); // the layer is shut down: nobody else uses the file
        }
    }

    /** Announces to the file's sink that the earlier requests are done; has no effect on a closed file. */
    public synchronized void flush() {
        enqueue_lossy(new AFileFlushRequest(this, null));
    }

    @Override
    public String toString() {
        return "AFile[" + name + "]";
    }

    // -- called by a thread of the disk stage --

    /** Carries out some requests, then lets other files have their turn; all of them when the layer is shutting down. */
    private void serve() {
        int left = REQUESTS_PER_TURN;
        for (AFileRequest request = next(left); request != null; request = next(--left)) {
            try {
                carryOut(request);
            } finally {
                stage.ended();
            }
        }
    }

    /** The next request of this turn; null when the turn ends, because nothing is queued or there is to be another. */
    private synchronized AFileRequest next(int left) {
        if (!pending.isEmpty() && left <= 0) {
            if (stage.schedule(work)) {
                return null;
            }
            closed = true; // shutting down: what is queued is still done, and that must have an end
        }
        AFileRequest next = pending.poll();
        scheduled = next != null;
        return next;
    }

    private void carryOut(AFileRequest request) {
        try {
            if (request instanceof AFileReadRequest read) {
                read(read);
            } else if (request instanceof AFileWriteRequest write) {
                write(write);
            } else if (request instanceof AFileSeekRequest seek) {
                file.seek(seek.offset);
            } else if (request instanceof AFileFlushRequest) {
                announce(request, new SinkFlushedEvent(this));
            } else {
                closeFile();
                announce(request, new SinkClosedEvent(this));
            }
        } catch (IOException e) {
            announce(request, new AFileIOExceptionOccurred(request, e));
        } catch (RuntimeException e) {
            // The buffer's fields are public: they may have been changed to something impossible since.
            announce(request, new AFileIOExceptionOccurred(request, new IOException("cannot carry out " + request, e)));
        }
    }

    private void read(AFileReadRequest request) throws IOException {
        seekTo(request.fileOffset);
        BufferElement buffer = request.getBuffer();
        int size = buffer.size;
        int done = 0;
        int count = 0;
        while (count >= 0 && done < size) {
            count = file.read(buffer.data, buffer.offset + done, Math.min(size - done, CHUNK_BYTES));
            done += Math.max(0, count);
        }
        if (done > 0 || size == 0) {
            announce(request, new AFileIOCompleted(request, done));
        }
        if (done < size) {
            announce(request, new AFileEOFReached(request));
        }
    }

    private void write(AFileWriteRequest request) throws IOException {
        seekTo(request.fileOffset);
        BufferElement buffer = request.buffer;
        int size = buffer.size;
        for (int done = 0; done < size; done += CHUNK_BYTES) {
            file.write(buffer.data, buffer.offset + done, Math.min(size - done, CHUNK_BYTES));
        }
        announce(request, new AFileIOCompleted(request, size));
    }

    private void seekTo(int fileOffset) throws IOException {
        if (fileOffset != HERE) {
            file.seek(fileOffset);
        }
    }

    private void announce(AFileRequest request, QueueElementIF event) {
        SinkIF target = request.completionSink() == null ? sink : request.completionSink();
        if (target == null) {
            return;
        }
        try {
            target.enqueue_lossy(event);
        } catch (RuntimeException e) {
            Log.failure("aDisk: completion sink of " + this + " got exception: " + e, e);
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            Log.failure("aDisk: cannot close " + this + ": " + e, e);
        }
    }
}
