package capriccio.blockinggraph.policy;

/** What a level was charged for a run that one carrier has under way. Under the shard's lock. */
final class Bill {
    private boolean isOpen;
    private long since;
    private long predicted;
    private int level;
    private long charged;

    /** A run begins at {@code now} that is predicted to take so many microseconds, of which the level has paid for all. */
    void open(long now, int micros, int ofLevel, long amount) {
        isOpen = true;
        since = now;
        predicted = micros * 1000L;
        level = ofLevel;
        charged = amount;
    }

    boolean isOpen() {
        return isOpen;
    }

    int level() {
        return level;
    }

    /** The run is over: how much of the charge was for time that it did not take. */
    long settle(long now) {
        isOpen = false;
        long left = predicted - Math.max(0, now - since);
        return left <= 0 ? 0 : (long) ((double) charged * left / predicted);
    }
}
