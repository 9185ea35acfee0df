package capriccio.blockinggraph.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What may be taken of a resource under one plan; what is given back may be taken again. Shared by all carriers; they may
 * overdraw it by one thread each.
 */
final class Budget {
    private static final VarHandle LEFT;

    static {
        try {
            LEFT = MethodHandles.lookup().findVarHandle(Budget.class, "left", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through LEFT
    private volatile long left;

    private volatile int takers; // racy: how many, about

    Budget(long left) {
        this.left = left;
    }

    boolean isSpent() {
        return left <= 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as said
    void take(long amount) {
        LEFT.getAndAdd(this, -amount);
        takers++;
    }

    /** True if it was spent before, and is no longer. */
    boolean give(long amount) {
        long before = (long) LEFT.getAndAdd(this, amount);
        return before <= 0 && before + amount > 0;
    }

    int takers() {
        return takers;
    }
}
