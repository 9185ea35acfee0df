package capriccio.continuations.runtime;

/** Makes the runtime's own allocations fail; for tests of other packages. */
public final class Failing {
    private Failing() {}

    /** The next allocations for frames and twins fail as if the heap were full; 0 ends it. */
    public static void nextAllocations(int count) {
        HeapReserve.toFail = count;
    }

    /** How many are still to fail. */
    public static int left() {
        return HeapReserve.toFail;
    }
}
