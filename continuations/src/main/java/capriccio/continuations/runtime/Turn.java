package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What the timer knows of one carrier, and asks of it. */
final class Turn {
    private static final VarHandle NUMBER;
    private static final VarHandle ASKED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NUMBER = lookup.findVarHandle(Turn.class, "number", int.class);
            ASKED = lookup.findVarHandle(Turn.class, "asked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Odd while a thread is mounted and not blocked; each turn has a number of its own. Written by the carrier. */
    @SuppressWarnings("UnusedVariable") // through NUMBER
    private int number;

    /** Set by the timer, cleared by the carrier. */
    @SuppressWarnings("UnusedVariable") // through ASKED
    private boolean asked;

    /** The carrier looks for work or has some; false while it waits. */
    volatile boolean active;

    /** The mounted thread blocks its carrier, or may: a native call, a lock. The timer has another take over in time. */
    volatile boolean blocks;

    @Nullable Thread carrier;

    // of the timer alone
    boolean stuck;
    int seen;
    long seenAt;

    /** A thread begins to run here, or stops. */
    void flip() {
        NUMBER.setOpaque(this, (int) NUMBER.get(this) + 1);
    }

    /** Whether a thread runs; of the carrier. */
    boolean isOn() {
        return (number() & 1) != 0;
    }

    int number() {
        return (int) NUMBER.getOpaque(this);
    }

    /** The timer's request; counted, so that polls of all carriers look. */
    void ask() {
        if (ASKED.compareAndSet(this, false, true)) {
            Checkpoint.addRequests(1);
        }
    }

    boolean takeRequest() {
        if ((boolean) ASKED.getOpaque(this) && ASKED.compareAndSet(this, true, false)) {
            Checkpoint.addRequests(-1);
            return true;
        }
        return false;
    }
}
