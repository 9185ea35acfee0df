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
        /** An uninitialised object lies on the operand stack below the call's arguments. */
        UNINITIALISED,
        /** A {@code synchronized} method that reuses the slot of {@code this}: its monitor stays the JVM's own. */
        MONITOR,
        /** The class file is older than stack maps (version 50). */
        OLD_CLASS,
        /** The method would pass 64 KB. */
        TOO_LARGE,
        /** The method implements a data method of the JDK, which unwoven code calls without pinning. */
        CALLBACK,
        /** The method overrides one that callers, decided before its class was known, took for one that never blocks. */
        LATE_OVERRIDE
    }

    private static final AtomicLong[] counts = new AtomicLong[Reason.values().length];

    static {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new AtomicLong();
        }
    }

    @SuppressWarnings("EnumOrdinal") // an index into counts, nothing else
    private static AtomicLong counter(Reason reason) {
        return counts[reason.ordinal()];
    }

    private Pin() {}

    public static void enter() {
        Carrier c = Carrier.current();
        if (c != null) {
            c.pins++;
        }
    }

    public static void exit() {
        Carrier c = Carrier.current();
        if (c != null) {
            c.pins--;
        }
    }

    /** Counts a call site of this kind in woven code. */
    public static void countSite(Reason reason) {
        counter(reason).incrementAndGet();
    }

    /** How many call sites woven so far pin for this reason. */
    public static long sites(Reason reason) {
        return counter(reason).get();
    }
}
