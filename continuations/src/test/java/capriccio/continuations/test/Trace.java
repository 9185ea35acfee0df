package capriccio.continuations.test;

import capriccio.continuations.runtime.Pin;

/** What a generated program did, in order. Public: its classes live in other loaders. */
public final class Trace {
    private final StringBuilder log = new StringBuilder();

    public void log(int value) {
        log.append('i').append(value).append(' ');
    }

    public void log(long value) {
        log.append('j').append(value).append(' ');
    }

    public void log(double value) {
        log.append('d').append(value).append(' ');
    }

    /** Pins the program's {@code toString}, for this class is not woven. */
    public void log(Object value) {
        Pin.enter();
        try {
            String text = value instanceof Throwable t ? TestRuntime.describe(t)
                    : value instanceof int[] a ? java.util.Arrays.toString(a) : String.valueOf(value);
            log.append('o').append(text).append(' ');
        } finally {
            Pin.exit();
        }
    }

    public String text() {
        return log.toString();
    }
}
