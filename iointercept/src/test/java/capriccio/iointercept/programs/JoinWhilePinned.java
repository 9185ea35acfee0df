package capriccio.iointercept.programs;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * A thread joins another while it cannot leave its carrier, for it initializes a class. What ends needs its own monitor
 * for that, so whoever joins must not hold it, in {@code Thread.join} or before.
 */
final class JoinWhilePinned {
    private JoinWhilePinned() {}

    static void check() throws Exception {
        Crew crew = new Crew();
        crew.start("joiner", Initialized::use);
        crew.join();
        Check.equal(Initialized.JOINED, 4, "joins");
    }

    /** A platform thread that ends only once the one that made it waits. */
    private static Thread platform() {
        Thread maker = Thread.currentThread();
        return new ForkJoinWorkerThread(new ForkJoinPool(1)) {
            @Override
            public void run() {
                while (maker.getState() != State.WAITING && maker.getState() != State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
        };
    }

    private static final class Initialized {
        static final int JOINED;

        static {
            try {
                int joined = 0;
                for (long millis : new long[] {0, 100_000, Long.MAX_VALUE}) {
                    Thread ends = platform();
                    ends.start();
                    ends.join(millis);
                    Check.that(!ends.isAlive(), "it ended within " + millis);
                    joined++;
                }
                Thread ends = platform();
                ends.start();
                synchronized (ends) {
                    ends.join();
                }
                JOINED = joined + 1;
            } catch (InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        static void use() {
            Check.that(JOINED > 0, "initialized");
        }
    }
}
