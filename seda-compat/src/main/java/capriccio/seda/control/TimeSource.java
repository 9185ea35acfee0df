package capriccio.seda.control;

/** The time as controllers see it: the machine's, or that of a simulation. Safe for any thread. */
public interface TimeSource {
    /** The machine's clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Milliseconds of the wall clock, as in {@code TimeStampedEvent.timestamp}. */
    long millis();

    /** Nanoseconds since an arbitrary moment: only differences mean anything, and they are never negative. */
    long nanos();
}
