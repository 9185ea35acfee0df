package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

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

    /**
     * Makes the calling user thread leave its carrier.
     *
     * @return what the caller must throw to unwind its frames; or null if the thread is back, or never left because a
     *     frame pins it, in which case its state is unchanged
     */
    abstract @Nullable SuspendSignal suspend(Carrier carrier);
}
