package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Heap set aside for moves that cannot be undone: frames that have left the stack must find room. Let go when an
 * allocation for them fails, and taken again later.
 */
final class HeapReserve {
    private static final int TRIES = 50;

    private static final int BYTES = 1 << 20;

    private static final long RETRY_NANOS = 100_000_000;

    private static volatile byte @Nullable [] reserve = new byte[BYTES];
    private static volatile long triedAt = System.nanoTime() - RETRY_NANOS;

    /** How many of the next allocations fail; for tests. */
    static volatile int toFail;

    private HeapReserve() {}

    /** Called before each allocation that takes part. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // tests ask for failures of one thread at a time
    static void check() {
        if (toFail > 0) {
            toFail--;
            throw new OutOfMemoryError("a test asked for it");
        }
    }

    /**
     * After an allocation that must not fail has failed for the {@code failures}th time: makes room, or gives others time
     * to free theirs.
     *
     * @return false once it has been tried often enough
     */
    static boolean mayTryAgain(int failures) {
        if (release()) {
            return true;
        }
        Carrier c = Carrier.current();
        if (failures > TRIES) {
            return false;
        }
        if (c != null) {
            c.pause();
        } else {
            Thread.onSpinWait();
        }
        return true;
    }

    /** True if there was something to let go. */
    static boolean release() {
        boolean had = reserve != null;
        reserve = null;
        if (had) {
            triedAt = System.nanoTime();
        }
        return had;
    }

    /** Takes it again if it was let go; at most now and then, for to fail on a full heap is dear. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // two may try at once
    static void restock() {
        if (reserve != null || System.nanoTime() - triedAt < RETRY_NANOS) {
            return;
        }
        try {
            reserve = new byte[BYTES];
        } catch (OutOfMemoryError e) {
            triedAt = System.nanoTime(); // not yet
        }
    }
}
