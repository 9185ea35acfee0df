package capriccio.continuations.runtime;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What pins the calling thread, as far as a look at its stack can tell: the innermost frame that can be told for one that
 * is not saved. Costs microseconds.
 */
public final class PinnedFrame {
    /** The classes of the JDK that are woven. */
    public interface Woven {
        boolean contains(String internalName);
    }

    private static volatile @Nullable Woven woven;

    private final String reason;
    private final String place;

    private PinnedFrame(String reason, @Nullable StackFrame frame) {
        this.reason = reason;
        this.place = frame == null ? "" : StackCheck.place(frame);
    }

    /** Where it cannot be told which frame of several pins: the one that blocks, and the program's that called it. */
    private PinnedFrame(@Nullable StackFrame blocks, @Nullable StackFrame caller) {
        reason = "METHOD";
        String inner = blocks == null ? "" : StackCheck.place(blocks);
        place = caller == null || caller == blocks ? inner : inner + " under " + StackCheck.place(caller);
    }

    /** Given once, at start, where code is woven; with {@link JdkBackend} no frame pins for want of that. */
    public static void tellWoven(Woven classes) {
        woven = classes;
    }

    public static PinnedFrame find() {
        return WalkedFrames.PHYSICAL.walk(new Search());
    }

    /** A {@link Pin.Reason}, or {@code METHOD} for a method that pins as a whole, or a call that does, of a class that is woven. */
    public String reason() {
        return reason;
    }

    /** {@code class.method:line}; for {@code METHOD}, where they differ, what blocks {@code under} the program's own frame. */
    public String place() {
        return place;
    }

    private static final class Search implements Function<Stream<StackFrame>, PinnedFrame> {
        private @Nullable StackFrame constructor;
        /** Of the program. */
        private @Nullable StackFrame innermost;

        private @Nullable StackFrame first;

        @Override
        public PinnedFrame apply(Stream<StackFrame> all) {
            for (Iterator<StackFrame> i = all.iterator(); i.hasNext(); ) {
                StackFrame f = i.next();
                String type = f.getClassName();
                if (type.equals("capriccio.continuations.runtime.WovenBackend") && f.getMethodName().equals("run")) {
                    break;
                }
                if (type.startsWith("capriccio.continuations.runtime.") || type.startsWith("capriccio.iointercept.runtime.")
                        || type.startsWith("java.lang.invoke.") || type.indexOf('/') >= 0) {
                    continue;
                }
                if (first == null) {
                    first = f;
                }
                PinnedFrame found = look(f, type);
                if (found != null) {
                    return found;
                }
            }
            return constructor != null
                    ? new PinnedFrame("CONSTRUCTOR", constructor)
                    : new PinnedFrame(first, innermost);
        }

        private @Nullable PinnedFrame look(StackFrame f, String type) {
            String method = f.getMethodName();
            if (method.equals("<clinit>")) {
                return new PinnedFrame("CLASS_INIT", f);
            } else if (method.equals("loadClass") || method.equals("findClass")) {
                return new PinnedFrame("CLASS_LOADER", f);
            }
            Woven jdk = woven;
            boolean isJdk = type.startsWith("java.") || type.startsWith("javax.") || type.startsWith("jdk.") || type.startsWith("sun.");
            if (f.isNativeMethod()) {
                return new PinnedFrame("NATIVE", f);
            } else if (isJdk && jdk != null && !jdk.contains(type.replace('.', '/'))) {
                return new PinnedFrame("UNWOVEN", f);
            }
            if (innermost == null && !isJdk) {
                innermost = f;
            }
            if (constructor == null && method.equals("<init>") && !isJdk) {
                constructor = f;
            }
            return null;
        }
    }
}
