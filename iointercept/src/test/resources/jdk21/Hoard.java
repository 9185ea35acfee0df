import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A virtual thread for each of many tasks, each of which holds two megabytes for a while; compiled by the test. */
public final class Hoard {
    private static final int TASKS = 2000;
    private static final int PIECES = 32;
    private static final int PIECE = 64 * 1024;
    private static final int HOLD_MILLIS = 100;
    private static final int PACE_MILLIS = 2;

    private Hoard() {}

    public static void main(String[] args) throws Exception {
        AtomicInteger alive = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TASKS; i++) {
                threads.execute(() -> {
                    most.accumulateAndGet(alive.incrementAndGet(), Math::max);
                    try {
                        hold();
                    } catch (OutOfMemoryError e) {
                        failed.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        alive.decrementAndGet();
                    }
                });
                if (i % 10 == 0) {
                    Thread.sleep(PACE_MILLIS);
                }
            }
        }
        System.out.println("most " + most + " failed " + failed);
    }

    private static void hold() throws InterruptedException {
        List<byte[]> held = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            held.add(new byte[PIECE]);
        }
        Thread.sleep(HOLD_MILLIS);
        if (held.size() != PIECES) {
            throw new AssertionError("what is held goes");
        }
    }
}
