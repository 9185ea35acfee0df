package capriccio.seda.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs something at intervals in a thread of its own; a run that fails is reported and is not the last one. */
final class Ticker {
    private static final long JOIN_MILLIS = 5000;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    /** Starts after a first delay; both delays in milliseconds. */
    Ticker(String threadName, Runnable task, int firstDelay, int delay) {
        thread = new Thread(() -> run(task, firstDelay, delay), threadName);
        thread.start();
    }

    /** At a fixed rate: a late run does not delay the others, and those missed are left out. */
    private void run(Runnable task, int firstDelay, int delay) {
        long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(firstDelay);
        try {
            while (!stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                runOnce(task);
                next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(delay), System.nanoTime());
            }
        } catch (InterruptedException e) {
            // nobody but the end of the process interrupts it
        }
    }

    private void runOnce(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            Log.failure(thread.getName() + ": got exception: " + e, e);
        }
    }

    /** Ends the thread and waits, within bounds, until it has ended. */
    void stop() {
        stopped.countDown();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
