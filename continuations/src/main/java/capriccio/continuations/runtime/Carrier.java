package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** A platform thread that runs user threads, one at a time. */
public final class Carrier extends Thread {
    /** Dispatches between two looks at the poller while there is work; prime, so that it beats with no program. */
    private static final int DISPATCHES_PER_POLL = 61;

    /** One in so many dispatches is timed, on average; after a longer one, the next is. */
    private static final int TIMED_ONE_IN = 16;

    private static final long LONG_NANOS = 10_000;

    private static final long RECOVERY_NANOS = 10_000_000;

    final int index;
    final Capture capture = new Capture();
    final Resume resume = new Resume();
    final Turn turn = new Turn();
    final ChunkPool chunks = new ChunkPool();
    private final Scheduler scheduler;
    final Backend backend;

    /** The user thread that runs here; only written on this carrier. */
    @Nullable UserThread mounted;
    /** Unwoven or unsuspendable frames of the mounted thread; above zero, it is pinned. */
    int pins;
    /** False where the JDK gives user threads' frames a thread of their own: under the carrier itself, only its code runs. */
    private final boolean lends;
    /** The mounted thread is leaving its frames: woven code saves them and returns. */
    boolean unwinding;
    /** What {@link #pins} was when that began. */
    private int leavingPins;

    /** The method that was entered through its twin, below the frames that stand here; null for the body's own. */
    @Nullable WovenMethod entered;
    /** The id of the suspend point at which it was, if there is one. */
    int enteredSite;
    /** Of {@link EventSink#pinned}; only touched by this carrier. */
    @Nullable Object pinEvent;
    /** Suspensions here that were no yields; written by this carrier, read by whoever counts. */
    long parks;
    // of Blocking alone
    int nativeDepth;
    long nativeSince;
    /** 1: another carrier took over; 2: the call is no operation on a file. */
    int handsOver;

    /** Guarded by {@link Spares}: a carrier that has retired is wanted again. */
    boolean recalled;

    private int dispatches;
    /** Dispatches until one is timed: reading the clock may cost more than the dispatch. */
    private int untilTimed;
    /** Of a xorshift generator: what is timed must not beat with the program. */
    private int random;
    /** The thread under way here, mounted or about to be. */
    private @Nullable UserThread dispatched;

    Carrier(Scheduler scheduler, int index) {
        super(RuntimeThreads.group(), null, "capriccio-carrier-" + index, 0, false);
        this.scheduler = scheduler;
        this.backend = scheduler.backend();
        this.lends = backend.unwinds();
        this.index = index;
        this.random = index + 1; // never 0
        setDaemon(true);
    }

    /** The carrier that the caller runs on, or null on any other platform thread. */
    @ForceInline
    static @Nullable Carrier current() {
        Thread t = Thread.currentThread();
        if (t instanceof Carrier c) {
            return c;
        }
        return Current.carrierOf(t);
    }

    static Carrier currentOrThrow() {
        return (Carrier) Thread.currentThread();
    }

    /** The index of the carrier that the caller runs on, or −1 on any other platform thread. */
    public static int currentIndex() {
        Carrier c = current();
        return c == null ? -1 : c.index;
    }

    /** The user thread whose code runs under this carrier's own identity, or null. */
    @Nullable UserThread own() {
        return lends ? mounted : null;
    }

    @Nullable Quantum quantum() {
        return scheduler.quantum();
    }

    public int index() {
        return index;
    }

    @Override
    public void run() {
        boolean retired = false;
        try {
            while (!retired) {
                try {
                    retired = dispatchUntilSurplus();
                } catch (Throwable t) {
                    recover(t);
                }
            }
        } finally {
            scheduler.onCarrierEnd(this);
            if (!retired) {
                scheduler.onCarrierDeath(this);
            }
        }
    }

    private boolean dispatchUntilSurplus() {
        while (true) {
            UserThread next = scheduler.next(this);
            if (next == null || ++dispatches >= DISPATCHES_PER_POLL) {
                dispatches = 0;
                poll(next);
            }
            if (next != null) {
                mount(next);
                continue;
            }
            entered = null; // its class may go while this waits
            if (!scheduler.idle(this)) {
                return true;
            }
        }
    }

    private void poll(@Nullable UserThread next) {
        try {
            scheduler.pollNow();
        } catch (Throwable t) {
            if (next != null) {
                scheduler.submit(next);
            }
            throw t;
        }
    }

    /**
     * An error of the runtime itself: it is reported, the thread that was under way ends with it, the carrier goes on. Never
     * throws: on a full heap even to name a constant for the first time can fail.
     */
    private void recover(Throwable t) {
        UserThread thread = dispatched;
        dispatched = null;
        mounted = null;
        unwinding = false;
        pins = 0;
        if (turn.isOn()) {
            turn.flip();
        }
        turn.takeRequest();
        for (int failures = 1; ; failures++) {
            try {
                capture.clear();
                if (thread == null) {
                    Faults.report("a carrier met an error of its own", this, t);
                    pause(); // what fails without a thread may fail again at once
                } else {
                    Faults.report("a carrier met an error of its own with a thread mounted", thread.thread(), t);
                    thread.abort(t, this);
                }
                return;
            } catch (Throwable again) {
                if (!mayTryAgain(failures)) {
                    return;
                }
            }
        }
    }

    private static boolean mayTryAgain(int failures) {
        try {
            return HeapReserve.mayTryAgain(failures);
        } catch (Throwable t) {
            return true;
        }
    }

    /** Runs {@code thread} until it suspends or ends, then acts on how it left. */
    private void mount(UserThread thread) {
        dispatched = thread;
        thread.onMount();
        mounted = thread;
        pins = 0;
        turn.flip();
        boolean timed = --untilTimed <= 0;
        long begun = timed ? System.nanoTime() : 0;
        boolean ended = backend.run(this, thread);
        if (nativeDepth > 0) {
            Blocking.onUnmount(this);
        }
        if (ended) {
            thread.onExit();
        }
        turn.flip();
        turn.takeRequest(); // meant for the thread that has left
        mounted = null;
        long ran = timed ? sinceTimed(begun) : BlockingListener.NOT_TIMED;
        if (ended) {
            thread.onEnd(ran, index);
        } else {
            if (thread.isParking()) {
                parks++;
            }
            thread.onUnmount(ran, index);
        }
        dispatched = null;
    }

    /** The mounted thread, or its innermost continuation, leaves its frames from here on. */
    void leave() {
        leavingPins = pins;
        unwinding = true;
    }

    /**
     * False also in a class loader of the program, which pins: the JVM may call it wherever a class is first named, between
     * two frames that are leaving, too.
     */
    boolean isLeaving() {
        return unwinding && pins == leavingPins;
    }

    /** Whether the frame under way is left; if so, its suspend point's ordinal is noted. */
    @ForceInline
    boolean leavesAt(int ordinal) {
        if (!unwinding) {
            return false;
        }
        return noteIfLeaving(ordinal);
    }

    private boolean noteIfLeaving(int ordinal) {
        if (pins != leavingPins) {
            return false;
        }
        capture.ordinal = ordinal;
        return true;
    }

    private long sinceTimed(long begun) {
        long ran = System.nanoTime() - begun;
        int r = random;
        r ^= r << 13;
        r ^= r >>> 17;
        r ^= r << 5;
        random = r;
        untilTimed = ran > LONG_NANOS ? 1 : TIMED_ONE_IN / 2 + (r & (TIMED_ONE_IN - 1));
        return ran;
    }

    /** Blocks for a moment: other carriers may free heap, or undo what makes this one fail. Never throws. */
    void pause() {
        try {
            scheduler.host().park(true, RECOVERY_NANOS);
        } catch (Throwable t) {
            Thread.onSpinWait(); // to park may need heap itself; the caller comes again
        }
    }

    /** Gives up the suspension that is under way: what it has saved is dropped, and the thread goes on with the error. */
    <T extends Throwable> T abandon(T error) {
        unwinding = false;
        capture.clear();
        UserThread u = mounted;
        if (u != null) {
            u.stay();
        }
        return error;
    }
}
