package capriccio.iointercept.programs;

import java.util.Objects;

/** Checks whose failure is a sentence. */
final class Check {
    /** Code that may throw anything. */
    interface Body {
        void run() throws Exception;
    }

    private Check() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    static void equal(Object actual, Object expected, String what) {
        if (!Objects.deepEquals(actual, expected)) {
            throw new AssertionError(what + ": expected " + expected + " but was " + actual);
        }
    }

    static void between(long actual, long least, long most, String what) {
        that(least <= actual && actual <= most, what + " is " + actual + ", outside " + least + " to " + most);
    }

    /** Returns what the body threw, which must be of the type. */
    static <X extends Throwable> X thrown(Class<X> type, Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError("expected " + type.getName() + " but was " + e, e);
        }
        throw new AssertionError("expected " + type.getName() + " but nothing was thrown");
    }
}
