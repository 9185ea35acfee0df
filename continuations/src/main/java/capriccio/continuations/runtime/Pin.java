package capriccio.continuations.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the frames of the mounted user thread that cannot be saved. Called by woven code around calls that may come
 * back from unwoven code, hence public.
 */
public final class Pin {
    /** Why a call pins. A closed list. */
    public enum Reason {
        /** The callee is not woven, and may call woven code. */
        UNWOVEN,
        /** The call stands in a constructor. */
        CONSTRUCTOR,
        /** The call stands in a static initialiser. */
        CLASS_INIT,
        /** The call stands in a class loader's {@code loadClass} or {@code findClass}, which the JVM calls. */
        CLASS_LOADER,
        /** An uninitialised object lies below the call's arguments, where no null can take its place. */
        UNINITIALISED,
        /** The class file is older than stack maps, and they cannot be computed for certain. */
        OLD_CLASS,
        /** The method would pass a limit of the JVM or of its JIT. */
        TOO_LARGE,
        /** The method implements a data method of the JDK, which unwoven code calls without pinning. */
        CALLBACK,
        /** The method overrides one that callers, decided before its class was known, took for one that never blocks. */
        LATE_OVERRIDE,
        /** A native frame is in between: found at the park, not at a call site. */
        NATIVE
    }

    private static final AtomicLong[] counts = counters();

    private static AtomicLong[] counters() {
        AtomicLong[] all = new AtomicLong[Reason.values().length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new AtomicLong();
        }
        return all;
    }

    @SuppressWarnings("EnumOrdinal") // an index into counts, nothing else
    private static AtomicLong counter(Reason reason) {
        return counts[reason.ordinal()];
    }

    private Pin() {}

    /** Needs one frame of stack more than {@link #exit}: where the stack overflows, it does so on the way in. */
    @ForceInline
    public static void enter() {
        add();
    }

    @ForceInline
    private static void add() {
        if (Thread.currentThread() instanceof Carrier c) { // not a virtual thread, which the JVM pins
            if (c.isLeaving()) {
                StackCheck.ranOn(c);
            }
            c.pins++;
        }
    }

    @ForceInline
    public static void exit() {
        if (Thread.currentThread() instanceof Carrier c) {
            c.pins--;
        }
    }

    /** Counts the call sites of a woven class that pin, by {@link Reason}'s order. */
    public static void countSites(int[] byReason) {
        for (int i = 0; i < byReason.length; i++) {
            if (byReason[i] != 0) {
                counts[i].addAndGet(byReason[i]);
            }
        }
    }

    /** How many call sites woven so far pin for this reason. */
    public static long sites(Reason reason) {
        return counter(reason).get();
    }
}
