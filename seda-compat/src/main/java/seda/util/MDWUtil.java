package seda.util;

import java.text.DecimalFormat;
import java.util.concurrent.TimeUnit;

/** Time and numbers. */
public class MDWUtil {
    private static final long START_USEC = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    private static final long START_NANOS = System.nanoTime();

    public MDWUtil() {}

    /** Microseconds since 1970; never goes back. */
    public static long currentTimeUsec() {
        return START_USEC + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - START_NANOS);
    }

    /** Sleeps so many microseconds; an interrupt ends it early and leaves the flag. */
    public static void usleep(long usec) {
        pause(TimeUnit.MICROSECONDS, usec);
    }

    /** With at most four digits after the point. */
    public static String format(double value) {
        return new DecimalFormat("#.####").format(value);
    }

    /** Sleeps so many milliseconds; an interrupt ends it early and leaves the flag. */
    public static void sleep(long millis) {
        pause(TimeUnit.MILLISECONDS, millis);
    }

    private static void pause(TimeUnit unit, long time) {
        try {
            unit.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
