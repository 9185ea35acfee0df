package capriccio.continuations.runtime;

/**
 * How a user thread leaves its carrier and comes back. One JVM uses one implementation and never loads the other, so
 * that the JIT inlines these calls.
 */
public abstract class Backend {
    Backend() {}

    /**
     * Runs {@code thread}, which is mounted on {@code carrier}, until it leaves.
     *
     * @return true if its body has ended; else its state says why it left
     */
    abstract boolean run(Carrier carrier, UserThread thread);

    /** True if a suspension unwinds the frames, and so gives up what the JVM's own monitors they hold. */
    abstract boolean unwinds();

    /** True if a thread in the JVM's own {@code Object.wait} holds its carrier. */
    abstract boolean waitHoldsCarrier();

    /** A hash of where {@code thread}, which has just left its carrier, is suspended: equal places give equal values. */
    abstract long chain(UserThread thread);

    /** The same of the innermost {@code frames} alone, as far as the backend can tell. */
    abstract long chain(UserThread thread, int frames);

    /** The same place for people, innermost frame first. */
    abstract String[] blockedAt(UserThread thread);

    /**
     * Makes {@code thread}, the caller, leave its carrier: on return it is leaving its frames, or is back.
     *
     * @return false if it never left because a frame pins it; its state is unchanged then
     */
    abstract boolean suspend(Carrier carrier, UserThread thread);

    /** {@link Continuation#run}, with {@code continuation} as what {@code thread}, the caller, runs innermost. */
    abstract boolean run(UserThread thread, Continuation continuation);

    /**
     * {@link Continuation#yield} of the caller's innermost.
     *
     * @throws IllegalStateException if a frame since its {@code run} cannot be saved
     */
    abstract void suspend(Continuation innermost);
}
