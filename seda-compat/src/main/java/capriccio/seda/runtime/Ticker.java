package capriccio.seda.runtime;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs something at intervals in a thread of its own; a run that fails is reported and is not the last one. */
final class Ticker {
    private static final long JOIN_MILLIS = 5000;

    private final ScheduledThreadPoolExecutor executor;

    /** Starts after a first delay; both delays in milliseconds. */
    Ticker(String threadName, Runnable task, int firstDelay, int delay) {
        executor = new ScheduledThreadPoolExecutor(1, run -> new Thread(run, threadName));
        Runnable reporting = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                Log.failure(threadName + ": got exception: " + e, e);
            }
        };
        var unused = executor.scheduleAtFixedRate(reporting, firstDelay, delay, TimeUnit.MILLISECONDS);
    }

    /** Ends the thread and waits, within bounds, until it has ended. */
    void stop() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
