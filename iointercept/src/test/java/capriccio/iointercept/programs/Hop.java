package capriccio.iointercept.programs;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A blocking call that returns its argument; how it blocks is set for the whole program. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class Hop {
    /** How a hop suspends its thread, if at all. */
    enum Manner {
        NONE,
        YIELD,
        SLEEP,
        PARK
    }

    private static volatile Manner manner = Manner.NONE;
    private static final AtomicLong count = new AtomicLong();

    private Hop() {}

    static void by(Manner next) {
        manner = next;
    }

    /** How many hops there were. */
    static long count() {
        return count.get();
    }

    public static void hop() {
        count.incrementAndGet();
        switch (manner) {
            case NONE -> {}
            case YIELD -> Thread.yield();
            case SLEEP -> sleep();
            case PARK -> LockSupport.parkNanos(20_000);
        }
    }

    static int hop(int value) {
        hop();
        return value;
    }

    static long hop(long value) {
        hop();
        return value;
    }

    static double hop(double value) {
        hop();
        return value;
    }

    static boolean hop(boolean value) {
        hop();
        return value;
    }

    public static <T> T hop(T value) {
        hop();
        return value;
    }

    static int fail(String message) throws HopException {
        hop();
        throw new HopException(message);
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Thrown after a suspension. */
    static final class HopException extends Exception {
        private static final long serialVersionUID = 1;

        HopException(String message) {
            super(message);
        }
    }
}
