package seda.sandStorm.lib.http;

/**
 * What one connection makes the server hold, and whether it may make it hold more: bytes read but not parsed, one request
 * under way, bytes of responses not yet written. Thread-safe.
 *
 * <p>How large a response becomes is known only when it is there, so there is no second request under way at a time and
 * none is begun while many bytes are unwritten: a client that asks and never reads costs {@link #MAX_UNWRITTEN} bytes and
 * one response, however much it asks for.
 */
final class ConnectionLoad {
    static final int MAX_UNPARSED = 64 * 1024;
    static final int MAX_UNWRITTEN = 64 * 1024;

    // guarded by this
    private int unparsed;
    private long unwritten;
    private boolean answering;
    private boolean parsingWaits;

    /** Counts bytes that were read; false if there are too many already, and then these are not counted. */
    synchronized boolean mayRead(int bytes) {
        if (unparsed >= MAX_UNPARSED) {
            return false;
        }
        unparsed += bytes;
        return true;
    }

    /**
     * Whether the next request may be parsed. If not, exactly one later call of {@link #onWritten} or {@link #onAnswered}
     * says when to ask again.
     */
    synchronized boolean mayParse() {
        parsingWaits = isFull();
        return !parsingWaits;
    }

    /** Takes parsed bytes off, and notes if they completed a request. */
    synchronized void onParsed(int bytes, boolean request) {
        unparsed -= bytes;
        answering |= request;
    }

    /** Counts a part of the response that is about to be queued for writing. */
    synchronized void onQueued(int bytes) {
        unwritten += bytes;
    }

    /** The response is queued completely; whether parsing is to go on. */
    synchronized boolean onAnswered() {
        answering = false;
        return mayResume();
    }

    /** Takes written bytes off; whether parsing is to go on. */
    synchronized boolean onWritten(int bytes) {
        unwritten -= bytes;
        return mayResume();
    }

    /** Whether a request is under way. */
    synchronized boolean isAnswering() {
        return answering;
    }

    /** Whether nothing that was read is unanswered. */
    synchronized boolean isAnswered() {
        return unparsed == 0 && !answering;
    }

    private boolean isFull() {
        return answering || unwritten >= MAX_UNWRITTEN;
    }

    private boolean mayResume() {
        boolean resumes = parsingWaits && !isFull();
        parsingWaits &= !resumes;
        return resumes;
    }
}
