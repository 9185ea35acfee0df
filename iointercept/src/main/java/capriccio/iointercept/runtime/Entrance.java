package capriccio.iointercept.runtime;

import capriccio.blockinggraph.policy.Admission;
import capriccio.blockinggraph.policy.Arrival;
import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where new work waits while a resource is at its limit: connections in the kernel's queue until they are accepted, and who
 * starts a thread before it does. Woven itself, because {@code await} suspends.
 *
 * <p>Also what a server asks that can tell its clients that it is busy. It finds this object by name, for without the agent
 * there is none:
 *
 * <pre>{@code
 * BooleanSupplier mayBegin = (BooleanSupplier) Class.forName("capriccio.iointercept.runtime.Entrance").getMethod("ofProcess").invoke(null);
 * }</pre>
 *
 * and calls {@link #getAsBoolean} on the thread of each piece of new work. From its first call on, nothing waits elsewhere.
 */
public final class Entrance implements BooleanSupplier {
    private static final Entrance OF_PROCESS = new Entrance();
    /** After that a thread begins all the same. */
    private static final long LONGEST_START_NANOS = 1_000_000_000;

    private static volatile @Nullable Admission admission;
    /** The program decides where its new work waits. */
    private static volatile boolean programAsks;

    private Entrance() {}

    /** The one of this process. */
    public static Entrance ofProcess() {
        return OF_PROCESS;
    }

    /** New work waits from now on, where it must. */
    public static void enable(Admission a) {
        admission = a;
    }

    /** Null if nothing need wait. */
    static @Nullable Admission closed() {
        Admission a = admission;
        return a == null || programAsks || a.isOpen() ? null : a;
    }

    /** Before a thread is started. Where the caller cannot suspend, it does not wait. */
    static void awaitStart() {
        Admission a = closed();
        UserThread me = a == null ? null : UserThread.current();
        if (a == null || me == null || !UserThread.canSuspend()) {
            return;
        }
        if (me.admitted) {
            me.admitted = false;
            return;
        }
        await(a, me);
    }

    /** Before a virtual thread is started, on whatever thread: where that accepts, connections stay in the kernel's queue. */
    static void awaitVirtualStart() {
        Admission a = closed();
        if (a != null) {
            await(a, UserThread.current());
        }
    }

    private static void await(Admission a, @Nullable UserThread me) {
        Arrival arrival = new Arrival(a, LONGEST_START_NANOS);
        try {
            while (!arrival.mayBegin(System.nanoTime())) {
                awaitTick(me);
            }
        } finally {
            arrival.end();
        }
    }

    /**
     * Whether new work of the program may begin; waits for that for a second at most, if not too much waits already. False:
     * better tell the client that the server is busy.
     */
    @Override
    public boolean getAsBoolean() {
        if (!programAsks) {
            programAsks = true;
        }
        Admission a = admission;
        if (a == null) {
            return true;
        }
        Admission.Verdict verdict = a.arrive();
        return verdict == Admission.Verdict.WAIT ? awaitVerdict(a) : verdict == Admission.Verdict.BEGIN;
    }

    private static boolean awaitVerdict(Admission a) {
        UserThread me = UserThread.current();
        long since = System.nanoTime();
        Admission.Verdict verdict = null;
        try {
            do {
                awaitTick(me);
                verdict = a.again(System.nanoTime() - since);
            } while (verdict == Admission.Verdict.WAIT);
        } finally {
            if (verdict == null || verdict == Admission.Verdict.WAIT) {
                a.giveUp();
            }
        }
        return verdict == Admission.Verdict.BEGIN;
    }

    /** Who is unparked meanwhile by the program keeps the permit: it was for another wait. */
    private static void awaitTick(@Nullable UserThread me) {
        long until = System.nanoTime() + Arrival.PAUSE_NANOS;
        if (me == null) {
            JdkAccess.park(false, Arrival.PAUSE_NANOS);
            return;
        }
        boolean virtual = me.isVirtual();
        boolean unparked = false;
        while (until - System.nanoTime() > 0) {
            if (virtual) {
                LockSupport.parkNanos(until - System.nanoTime());
            } else {
                UserThread.park(true, until);
            }
            unparked |= until - System.nanoTime() > 0;
        }
        if (unparked && virtual) {
            LockSupport.unpark(me.thread());
        } else if (unparked) {
            me.unpark();
        }
    }
}
