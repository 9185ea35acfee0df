package capriccio.blockinggraph.policy;

/**
 * New work that cannot be refused: it waits at the entry until it may begin, or its patience is over. The clock is the
 * caller's, who waits {@link #PAUSE_NANOS} between two questions. Of one thread at a time.
 */
public final class Arrival {
    /** From one question to the next, about a tick. */
    public static final long PAUSE_NANOS = 20_000_000;

    private final Admission admission;
    private final long patience;
    private boolean waits;
    private long since;

    /** {@code patienceNanos} after its first question it begins all the same. */
    public Arrival(Admission admission, long patienceNanos) {
        this.admission = admission;
        this.patience = patienceNanos;
    }

    /** False if it has to wait, and ask again. */
    public boolean mayBegin(long now) {
        if (!waits) {
            since = now;
            waits = !admission.arriveForSure();
        } else {
            waits = !admission.againForSure(now - since >= patience);
        }
        return !waits;
    }

    /** It waits no longer: it has begun, or never will. */
    public void end() {
        if (waits) {
            waits = false;
            admission.giveUp();
        }
    }
}
