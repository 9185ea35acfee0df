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

    /** Makes the calling user thread leave its carrier: on return it is leaving its frames, or is back. */
    abstract void suspend(Carrier carrier);
}
