package capriccio.continuations.runtime;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** The innermost frames of a user thread that is about to leave its carrier. */
final class FrameTrace {
    private static final int MOST = 32;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final Taker TAKER = new Taker();

    private final StackFrame[] frames;

    private FrameTrace(StackFrame[] frames) {
        this.frames = frames;
    }

    /** Of the caller's frames. Costs microseconds. */
    static FrameTrace take() {
        return new FrameTrace(WALKER.walk(TAKER));
    }

    private static final class Taker implements Function<Stream<StackFrame>, StackFrame[]> {
        @Override
        public StackFrame[] apply(Stream<StackFrame> all) {
            StackFrame[] taken = new StackFrame[MOST];
            int n = 0;
            for (Iterator<StackFrame> i = all.iterator(); n < MOST && i.hasNext(); ) {
                StackFrame frame = i.next();
                if (!frame.getClassName().startsWith("capriccio.continuations.runtime.")) {
                    taken[n++] = frame;
                }
            }
            return java.util.Arrays.copyOf(taken, n);
        }
    }

    long hash() {
        long h = 1125899906842597L;
        for (StackFrame frame : frames) {
            h = h * 1_000_003L + frame.getClassName().hashCode();
            h = h * 1_000_003L + frame.getMethodName().hashCode();
            h = h * 1_000_003L + frame.getByteCodeIndex();
        }
        return h;
    }

    /** As a call site would print, innermost first. */
    String[] places() {
        String[] places = new String[frames.length];
        for (int i = 0; i < places.length; i++) {
            StackFrame f = frames[i];
            places[i] = f.getClassName().concat(".").concat(f.getMethodName()).concat(":").concat(Integer.toString(f.getLineNumber()));
        }
        return places;
    }
}
