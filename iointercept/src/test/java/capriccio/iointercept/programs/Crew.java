package capriccio.iointercept.programs;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that are joined together and whose first failure comes out of {@link #join}. */
final class Crew {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Starts a thread. */
    Thread start(String name, Check.Body body) {
        Thread thread = new Thread(() -> run(body), name);
        threads.add(thread);
        thread.start();
        return thread;
    }

    void join() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            rethrow();
            Check.that(!thread.isAlive(), thread.getName() + " has ended; it is " + thread.getState());
        }
        rethrow();
    }

    private void run(Check.Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void rethrow() {
        Throwable e = failure.get();
        if (e != null) {
            throw new AssertionError("a thread failed: " + e, e);
        }
    }
}
