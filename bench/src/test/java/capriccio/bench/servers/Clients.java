package capriccio.bench.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Clients on platform threads of their own, each with a connection. */
final class Clients {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long STACK = 256 * 1024;

    /** What a client does; it may fail. */
    interface Body {
        void run(int client) throws Exception;
    }

    private Clients() {}

    /**
     * Runs so many at once and waits for all.
     *
     * @throws AssertionError with the first failure
     */
    static void run(int count, Body body) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int client = i;
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            body.run(client);
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        }
                    },
                    "client-" + i,
                    STACK);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            Throwable e = failure.get();
            if (e != null) {
                throw new AssertionError("a client failed: " + e, e);
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " has no answer");
            }
        }
    }
}
