package capriccio.continuations.runtime;

/** Hears of each user thread's life. Called on carriers with no thread mounted; must be quick and must not throw. */
public interface BlockingListener {
    /** In place of a time that was not taken: most are not, where threads run for less than what the clock costs. */
    long NOT_TIMED = -1;

    /** A listener that does nothing. */
    BlockingListener NONE = new BlockingListener() {
        @Override
        public void blocked(UserThread thread, long chain, long nanos, int carrier) {}

        @Override
        public void ended(UserThread thread, long nanos, int carrier) {}
    };

    /**
     * The thread has suspended.
     *
     * @param chain a hash of its suspend points; equal chains give equal values
     * @param nanos the time for which it ran since it was mounted, or {@link #NOT_TIMED}
     * @param carrier index of the calling carrier, never given to another one
     */
    void blocked(UserThread thread, long chain, long nanos, int carrier);

    /** The thread's body has returned or thrown; {@code nanos} as above. */
    void ended(UserThread thread, long nanos, int carrier);
}
