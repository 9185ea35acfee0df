package capriccio.blockinggraph.policy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decides whether new work may begin: a connection that could be accepted, a thread that could be started. While a resource
 * is at its limit, no more may begin than keeps a bounded number of threads in the run queues, for more of these only wait; the
 * rest waits at the entry, where it costs less, until it is refused. Thread-safe; never waits itself.
 *
 * <p>Who asks does so once by {@link #arrive}, and if the answer is to wait, by {@link #again}, about once a tick, until
 * the answer is another. For work that cannot be refused, an {@link Arrival} asks.
 */
public final class Admission {
    /** What becomes of new work. */
    public enum Verdict {
        BEGIN,
        /** Ask again. */
        WAIT,
        /** Tell the client that the server is busy. */
        REFUSE
    }

    /** Threads that may be queued while a resource is scarce before new work waits. */
    private static final int MOST_QUEUED = 128;
    /** New work that waits before more is refused at once. */
    private static final int MOST_WAITING = 256;
    /** For so long it may wait. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final int mostQueued;
    private final int mostWaiting;
    private final long patience;
    /** How much may begin until the next tick. */
    private final AtomicInteger allowance = new AtomicInteger(Integer.MAX_VALUE);

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder admitted = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private final LongAdder refused = new LongAdder();

    Admission() {
        this(MOST_QUEUED, MOST_WAITING, PATIENCE_NANOS);
    }

    Admission(int mostQueued, int mostWaiting, long patienceNanos) {
        this.mostQueued = mostQueued;
        this.mostWaiting = mostWaiting;
        this.patience = patienceNanos;
    }

    /**
     * At each tick. One a tick always begins.
     *
     * @param atLimit whether some resource is at its limit
     * @param queued how many threads are queued
     * @param room how much may begin for what it takes at once, be it then held or not: a connection is a descriptor
     */
    void update(boolean atLimit, int queued, int room) {
        int most = atLimit ? mostQueued - queued : Integer.MAX_VALUE;
        allowance.set(Math.max(1, Math.min(most, room)));
    }

    /** All may begin from now on. */
    void open() {
        allowance.set(Integer.MAX_VALUE);
    }

    /** New work has come. It does not overtake what waits. */
    public Verdict arrive() {
        return arrive(mostWaiting);
    }

    /** The same for work that cannot be refused: it begins if true, and waits if not, however many there are. */
    boolean arriveForSure() {
        return arrive(Integer.MAX_VALUE) == Verdict.BEGIN;
    }

    private Verdict arrive(int most) {
        if (waiting.get() == 0 && mayBegin()) {
            return Verdict.BEGIN;
        }
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            refused.increment();
            return Verdict.REFUSE;
        }
        waited.increment();
        return Verdict.WAIT;
    }

    /** Work that was told to wait has done so for {@code waited} nanoseconds in all. */
    public Verdict again(long waited) {
        if (goesIn()) {
            return Verdict.BEGIN;
        }
        if (waited < patience) {
            return Verdict.WAIT;
        }
        waiting.decrementAndGet();
        refused.increment();
        return Verdict.REFUSE;
    }

    /** The same for work that cannot be refused; true if it begins, which it does for sure once its patience {@code isOver}. */
    boolean againForSure(boolean isOver) {
        if (goesIn()) {
            return true;
        }
        if (isOver) {
            admitted.increment();
            waiting.decrementAndGet();
        }
        return isOver;
    }

    private boolean goesIn() {
        if (!mayBegin()) {
            return false;
        }
        waiting.decrementAndGet();
        return true;
    }

    /** Work that was told to wait does so no longer, and does not begin. */
    public void giveUp() {
        waiting.decrementAndGet();
    }

    private boolean mayBegin() {
        while (true) {
            int left = allowance.get();
            if (left == Integer.MAX_VALUE) {
                admitted.increment();
                return true;
            } else if (left <= 0) {
                return false;
            } else if (allowance.compareAndSet(left, left - 1)) {
                admitted.increment();
                return true;
            }
        }
    }

    /** How much waits now. */
    public int waiting() {
        return waiting.get();
    }

    /** True while all may begin: there is no need to ask then. */
    public boolean isOpen() {
        return allowance.get() == Integer.MAX_VALUE;
    }

    /** How much asked and could begin, ever. */
    public long admitted() {
        return admitted.sum();
    }

    /** How much had to wait, ever. */
    public long waited() {
        return waited.sum();
    }

    /** How much was refused, ever. */
    public long refused() {
        return refused.sum();
    }

    @Override
    public String toString() {
        int left = allowance.get();
        return "admission: " + (left == Integer.MAX_VALUE ? "all may begin" : left + " more may begin until the next tick") + ", "
                + waiting.get() + " wait; so far " + admitted() + " were admitted, " + waited() + " had to wait, " + refused()
                + " were refused";
    }
}
