package capriccio.continuations.runtime;

/** Waits for I/O readiness and makes the threads that wait for it runnable. One caller of {@link #poll} at a time. */
public interface Poller {
    /** Waits at most {@code nanos} (0: not at all; negative: for ever) for readiness or a wake-up. */
    void poll(long nanos);

    /** Ends a {@link #poll} that waits, or the next one. Any thread. */
    void wakeup();
}
