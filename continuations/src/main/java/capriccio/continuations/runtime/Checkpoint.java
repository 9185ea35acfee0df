package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Yield checkpoints: the weaver calls {@link #poll} on the way round each loop that may be long, and where methods
 * recurse. A thread that has overrun its quantum suspends there. Called by woven code, hence public.
 */
public final class Checkpoint {
    private static final VarHandle REQUESTS;

    static {
        try {
            REQUESTS = MethodHandles.lookup().findStaticVarHandle(Checkpoint.class, "requests", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Carriers whose thread is asked to yield, and one more for ever in yield-everywhere mode. Volatile: compilers hoist a
     * plain read out of the loop, and the request is never seen. An opaque read by VarHandle, which orders nothing else,
     * compiles to the same load, but is inlined through half a dozen methods: some two hundred bytecodes at each checkpoint,
     * out of the eight thousand that the optimising compiler allows a method with all that it inlines.
     */
    private static volatile int requests;

    /** Every how many polls a thread yields, whatever its quantum; 0 for the usual mode. */
    private static int every;

    private Checkpoint() {}

    /**
     * Suspends the calling user thread if it was asked to yield and no frame pins it. A suspend point.
     */
    @ForceInline
    public static void poll() {
        if (requests != 0) {
            answer();
        }
    }

    /** The same in woven code, at its suspend point of this ordinal: true if the caller must save its frame and leave. */
    @ForceInline
    public static boolean pollSuspends(int ordinal) {
        return requests != 0 && answers(ordinal);
    }

    private static boolean answers(int ordinal) {
        answer();
        return Capture.unwinding(ordinal);
    }

    private static void answer() {
        Carrier c = Carrier.current();
        if (c == null) {
            return;
        }
        UserThread u = c.mounted;
        if (u == null) {
            return; // the runtime's own work between two threads
        }
        // Taken even where the thread is pinned, so that the others stop looking; the timer asks again.
        boolean asked = c.turn.takeRequest();
        if (c.pins == 0 && (asked || (every != 0 && u.isPollDue(every)))) {
            UserThread.yieldNow(asked);
        }
    }

    static void addRequests(int n) {
        REQUESTS.getAndAdd(n);
    }

    /** Carriers whose thread is asked to yield, for tests. */
    static int requested() {
        return requests;
    }

    /**
     * Yield-everywhere mode: from here on a user thread yields at every {@code n}th poll of its own, so that the same
     * program suspends at the same places. 0 ends it. While no woven thread runs.
     */
    public static void yieldEvery(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("every " + n);
        }
        addRequests(Integer.signum(n) - Integer.signum(every));
        every = n;
    }

    /** The longest stretch, in iterations, of a strip-mined loop between two polls. */
    private static final int STRIP = 4096;

    /**
     * Where the strip of a rising counted loop ends: {@code STRIP} steps from {@code i}, not past {@code bound}. Near
     * overflow the strip is empty, so that a loop that wraps round still polls.
     */
    @ForceInline
    public static int stripUp(int i, int bound, int step) {
        int end = i + STRIP * step;
        return end + step < i ? Integer.MIN_VALUE : Math.min(end, bound);
    }

    /** The same for a falling loop; {@code step} is negative. */
    @ForceInline
    public static int stripDown(int i, int bound, int step) {
        int end = i + STRIP * step;
        return end + step > i ? Integer.MAX_VALUE : Math.max(end, bound);
    }
}
