package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** Finds the user thread that runs as a virtual thread. The default backend has none, and pays nothing for the question. */
final class Current {
    private static boolean wanted;

    /** A class of its own, so that the answer is fixed, and a constant to the JIT, once it is asked for. */
    private static final class Fixed {
        static final boolean VIRTUAL = wanted;
    }

    private Current() {}

    /** User threads are virtual threads from here on. */
    static void virtual() {
        wanted = true;
        if (!Fixed.VIRTUAL) {
            throw new IllegalStateException("user threads of the other backend exist already");
        }
    }

    @ForceInline
    static @Nullable UserThread of(Thread thread) {
        return Fixed.VIRTUAL ? VirtualMount.userOf(thread) : null;
    }

    /** The carrier on which that user thread is mounted. */
    @ForceInline
    static @Nullable Carrier carrierOf(Thread thread) {
        return Fixed.VIRTUAL ? VirtualMount.carrierOf(thread) : null;
    }
}
