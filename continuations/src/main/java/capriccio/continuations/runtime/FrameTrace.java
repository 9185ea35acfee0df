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

    /** Of what {@code walker} sees. Costs microseconds. */
    static FrameTrace of(StackWalker walker) {
        return new FrameTrace(walker.walk(TAKER));
    }

    /** Of the caller's frames. Costs microseconds. */
    static FrameTrace take() {
        return of(WALKER);
    }

    private static final class Taker implements Function<Stream<StackFrame>, StackFrame[]> {
        @Override
        public StackFrame[] apply(Stream<StackFrame> all) {
            StackFrame[] taken = new StackFrame[MOST];
            int n = 0;
            for (Iterator<StackFrame> i = all.iterator(); n < MOST && i.hasNext(); ) {
                StackFrame frame = i.next();
                if (!isOfTheRuntime(frame.getClassName())) {
                    taken[n++] = frame;
                }
            }
            return java.util.Arrays.copyOf(taken, n);
        }

        private static boolean isOfTheRuntime(String name) {
            return name.startsWith("capriccio.continuations.runtime.")
                    || name.startsWith("java.lang.VirtualThread")
                    || name.startsWith("jdk.internal.vm.Continuation");
        }
    }

    long hash() {
        return hash(MOST);
    }

    /** Of the innermost {@code most} alone. */
    long hash(int most) {
        long h = 1125899906842597L;
        for (int i = 0; i < frames.length && i < most; i++) {
            StackFrame frame = frames[i];
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
