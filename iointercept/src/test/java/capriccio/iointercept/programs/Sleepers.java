package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** N threads sleep two seconds at once; the threads of the process are counted while they do. */
public final class Sleepers {
    private static final long NAP_MILLIS = 2_000;

    private final CountDownLatch goingToBed;
    private final AtomicInteger tooShort = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();

    private Sleepers(int count) {
        goingToBed = new CountDownLatch(count);
    }

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        new Sleepers(count).run(count);
    }

    private void run(int count) throws Exception {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::sleep, "sleeper-" + i);
            threads.add(thread);
            thread.start();
        }
        goingToBed.await();
        int osThreads = OsThreads.count();
        for (Thread thread : threads) {
            thread.join();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        boolean good = woken.get() == count && tooShort.get() == 0 && millis >= NAP_MILLIS;
        System.out.println((good ? "OK" : "FAILED") + " threads=" + count + " elapsedMillis=" + millis + " osThreads="
                + osThreads + " woken=" + woken + " tooShort=" + tooShort);
        System.exit(good ? 0 : 1);
    }

    private void sleep() {
        goingToBed.countDown();
        long start = System.nanoTime();
        try {
            Thread.sleep(NAP_MILLIS);
        } catch (InterruptedException e) {
            return;
        }
        // One millisecond for the rounding of clocks.
        if (System.nanoTime() - start < (NAP_MILLIS - 1) * 1_000_000) {
            tooShort.incrementAndGet();
        }
        woken.incrementAndGet();
    }
}
