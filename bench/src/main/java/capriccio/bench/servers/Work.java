package capriccio.bench.servers;

/** Something to compute that takes no memory and touches nothing that others do. */
public final class Work {
    private static final long SAMPLE = 1 << 22;
    /** The JIT has compiled it by then. */
    private static final int SAMPLES = 12;

    /** What was computed, so that it is. */
    static volatile long result;

    private Work() {}

    /** A few cycles each. */
    public static void rounds(long n) {
        long x = n;
        for (long i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        result = x;
    }

    /** How many rounds take so many microseconds here and now, at best. */
    public static long roundsFor(long micros) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < SAMPLES; i++) {
            long begin = System.nanoTime();
            rounds(SAMPLE);
            best = Math.min(best, System.nanoTime() - begin);
        }
        return Math.max(1, Math.round(micros * 1e3 / best * SAMPLE));
    }
}
