package capriccio.seda.control;

/** Admits so many a second, and after a pause at most as many at once as it is deep. Starts full. Safe for any thread. */
public final class TokenBucket {
    /** A rate that admits everything. */
    public static final double UNLIMITED = -1;

    private static final double MILLIS_PER_SECOND = 1000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final TimeSource time;
    private final double leastMillisPerToken;

    // guarded by this
    private double rate;
    private int depth;
    private double tokens;
    private long filled;

    /**
     * Creates a full bucket.
     *
     * @param rate tokens per second, or {@link #UNLIMITED}
     * @param faithful whether a token takes a millisecond at least, as it did in 2002, which caps the rate at 1,000/s
     */
    public TokenBucket(double rate, int depth, TimeSource time, boolean faithful) {
        this.time = time;
        this.leastMillisPerToken = faithful ? 1 : 0;
        this.rate = rate;
        this.depth = depth;
        this.tokens = depth;
        this.filled = time.nanos();
    }

    /** Takes a token if there is one. */
    public synchronized boolean take() {
        if (rate == UNLIMITED) {
            return true;
        }
        fill();
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /** What has grown so far has grown at the rate before. */
    private void fill() {
        long now = time.nanos();
        double millisPerToken = Math.max(leastMillisPerToken, MILLIS_PER_SECOND / rate);
        tokens = Math.min(depth, tokens + (now - filled) / NANOS_PER_MILLI / millisPerToken);
        filled = now;
    }

    public synchronized double rate() {
        return rate;
    }

    /** Changes the rate; the tokens stay. */
    public synchronized void setRate(double rate) {
        if (this.rate == UNLIMITED) {
            filled = time.nanos();
        } else {
            fill();
        }
        this.rate = rate;
    }

    public synchronized int depth() {
        return depth;
    }

    public synchronized void setDepth(int depth) {
        this.depth = depth;
        tokens = Math.min(tokens, depth);
    }

    /** Whole tokens present. */
    public synchronized int tokens() {
        if (rate != UNLIMITED) {
            fill();
        }
        return (int) tokens;
    }

    /** Throws the tokens away. */
    public synchronized void empty() {
        tokens = 0;
        filled = time.nanos();
    }
}
