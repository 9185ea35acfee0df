package capriccio.iointercept.programs;

import java.util.concurrent.CountDownLatch;

/**
 * Twelve threads compute, on one carrier with {@code policy=graph} and a quantum of 2 ms: a thread of such a crowd goes on for
 * sixteen quanta before the next one does.
 */
public final class Crowd {
    private static final int THREADS = 12;
    private static final long QUANTUM_NANOS = 2_000_000;
    /** Longer than all of them need to come to their first checkpoint. */
    private static final long SHORTEST_NANOS = 300 * QUANTUM_NANOS;

    private static volatile long until;
    /** Who has computed last; of one carrier. */
    private static volatile int last = -1;

    private static volatile int switches;

    private Crowd() {}

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch all = new CountDownLatch(THREADS);
        CountDownLatch begin = new CountDownLatch(1);
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int id = i;
            threads[i] = new Thread(() -> {
                all.countDown();
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                compute(id);
            });
            threads[i].start();
        }
        all.await();
        long began = System.nanoTime();
        until = began + SHORTEST_NANOS;
        begin.countDown();
        for (Thread t : threads) {
            t.join();
        }
        long quanta = (System.nanoTime() - began) / QUANTUM_NANOS;
        Check.that(switches >= THREADS - 1, switches + " switches: all have run");
        Check.that(switches <= 2 * THREADS + quanta / 4, switches + " switches in " + quanta + " quanta: each went on for some");
        System.out.println("OK switches=" + switches + " quanta=" + quanta);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one carrier, and no checkpoint in between
    private static void compute(int id) {
        while (System.nanoTime() < until) {
            if (last != id) {
                last = id;
                switches++;
            }
        }
    }
}
