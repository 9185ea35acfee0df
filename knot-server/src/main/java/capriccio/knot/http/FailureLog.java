package capriccio.knot.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Why requests were answered with 500: at most once a second with the trace, so that whoever can provoke failures cannot
 * fill a disk; those between are counted. Thread-safe.
 */
final class FailureLog {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Logger logger;
    private final LongSupplier nanoClock;
    private final AtomicLong nextNanos;
    private final AtomicLong unlogged = new AtomicLong();

    FailureLog(Logger logger, LongSupplier nanoClock) {
        this.logger = logger;
        this.nanoClock = nanoClock;
        this.nextNanos = new AtomicLong(nanoClock.getAsLong());
    }

    void report(Request request, Throwable cause) {
        long now = nanoClock.getAsLong();
        long next = nextNanos.get();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + PERIOD_NANOS)) {
            unlogged.incrementAndGet();
            return;
        }
        long missed = unlogged.getAndSet(0);
        try {
            logger.log(Level.ERROR, message(request, missed), cause);
        } catch (OutOfMemoryError e) {
            // Likely, as it is what 500s come from; the client must be answered all the same, and the next one is logged.
            unlogged.addAndGet(missed + 1);
        }
    }

    private static String message(Request request, long missed) {
        // A request's path has no control characters, so this is one line of the log.
        String message = request.method() + " " + request.path() + " is answered with 500";
        return missed == 0 ? message : message + "; so were " + missed + " before it that are not logged";
    }
}
