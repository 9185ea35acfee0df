package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Runnable threads that could not be queued, for want of heap or stack. They wait here, linked through themselves, until
 * a carrier that looks for work takes them.
 */
final class Stranded {
    /** For {@link #probeStack}: enough to queue a thread. */
    static final int DEEP = 6;

    final Object lock = new Object();
    volatile @Nullable UserThread first; // written under lock

    /** Allocates nothing and calls nothing: the caller may have run out of either. */
    void add(UserThread thread) {
        synchronized (lock) {
            thread.nextStranded = first;
            first = thread;
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    @Nullable UserThread take() {
        if (first == null) {
            return null;
        }
        synchronized (lock) {
            UserThread thread = first;
            if (thread != null) {
                first = thread.nextStranded;
                thread.nextStranded = null;
            }
            return thread;
        }
    }

    /**
     * Throws {@code StackOverflowError} unless there is stack for what queues a thread. A queue that is left halfway
     * would hang its consumers.
     */
    static void probeStack(int depth) {
        if (probe(depth, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20) == 0) {
            throw new AssertionError("a sum of positive numbers");
        }
    }

    /** Wide frames, which inlining does not remove: each call passes its arguments in another order. */
    private static long probe(int n, long a, long b, long c, long d, long e, long f, long g, long h, long i, long j,
            long k, long l, long m, long o, long p, long q, long r, long s, long t, long u) {
        if (n == 0) {
            return a;
        }
        return probe(n - 1, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q, r, s, t, u, a) + b + u;
    }
}
