package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads suspend and resume while the heap is full now and then: each goes on with the right frames, or gets the error. */
@SuppressWarnings({"ThreadPriorityCheck", "ModifiedButNotUsed"}) // to yield is the point
public final class HeapExhausted {
    private static final int THREADS = 40;
    private static final int ROUNDS = 60;

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    public static void main(String[] args) throws Exception {
        new HeapExhausted().run(2, () -> {}); // a class that is first used while the heap is full may be lost to the JVM
        HeapExhausted full = new HeapExhausted();
        full.run(THREADS, HeapExhausted::fillAndFree);
        System.out.println("OK rounds=" + full.rounds.get() + " ended=" + full.ended.get());
    }

    private void run(int count, Runnable hogging) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            int seed = t;
            threads.add(new Thread(() -> work(seed), "worker-" + t));
        }
        Thread hog = new Thread(hogging, "hog");
        List<Thread> hogs = List.of(hog);
        threads.forEach(Thread::start);
        hog.start();
        while (!allEnd(threads)) {
            Thread.onSpinWait(); // main too found the heap full
        }
        hog.interrupt();
        while (!allEnd(hogs)) {
            Thread.onSpinWait();
        }
        Check.equal(wrong.get(), 0, "wrong sums");
        Check.that(rounds.get() > 0, "some rounds passed");
    }

    private static boolean allEnd(List<Thread> threads) throws InterruptedException {
        try {
            for (Thread t : threads) {
                t.join();
            }
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    private void work(int seed) {
        for (int i = 0; i < ROUNDS; i++) {
            int depth = (seed * 31 + i * 17) % 200;
            try {
                long sum = down(depth, seed, i);
                if (sum != (long) depth * (depth + 1) / 2 + seed) {
                    wrong.incrementAndGet();
                }
                rounds.incrementAndGet();
            } catch (OutOfMemoryError e) {
                Thread.yield(); // as any program may see one
            }
        }
        ended.incrementAndGet();
    }

    private static synchronized void touch() {
        Thread.yield();
    }

    private static long down(int n, int seed, int round) {
        if (n == 0) {
            touch();
            return seed;
        }
        long below = down(n - 1, seed, round);
        if (n % 50 == round % 50) {
            Thread.yield();
        }
        return below + n;
    }

    private static void fillAndFree() {
        while (!Thread.currentThread().isInterrupted()) {
            List<byte[]> hoard = new ArrayList<>();
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    hoard.add(new byte[16 * 1024]);
                }
            } catch (OutOfMemoryError e) {
                for (int i = 0; i < 20 && !Thread.currentThread().isInterrupted(); i++) {
                    Thread.yield(); // full meanwhile
                }
            }
            hoard.clear();
            for (int i = 0; i < 20; i++) {
                Thread.yield();
            }
        }
    }
}
