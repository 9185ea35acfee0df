package capriccio.continuations.runtime;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces as the program's author would expect them: saved frames by their suspend points, twins under the name of
 * their method, the runtime's own frames left out but for those that stand in for a method of the JDK.
 */
final class TraceElements {
    private static final String[] RUNTIME = {"capriccio.continuations.runtime.", "capriccio.iointercept.runtime."};

    private TraceElements() {}

    /** {@code mounted} frames above those that are saved at {@code ids}, innermost first. */
    static StackTraceElement[] of(StackTraceElement[] mounted, int[] ids) {
        ArrayList<StackTraceElement> all = new ArrayList<>(mounted.length + ids.length);
        for (StackTraceElement e : mounted) {
            add(all, visible(e));
        }
        if (mounted.length == 0 && ids.length > 0) {
            Site innermost = Sites.find(ids[0]);
            if (innermost != null && innermost.calleeOwner.equals("capriccio/continuations/runtime/Parking") && innermost.calleeName.startsWith("park")) {
                all.add(jdk(innermost.calleeOwner, innermost.calleeName)); // it has no frame of its own
            }
        }
        for (int id : ids) {
            Site site = Sites.find(id);
            if (site == null) {
                continue; // unloaded, so its thread has gone on
            }
            WovenMethod m = site.method;
            add(all, standIn(m.className(), m.name) ? jdk(m.className(), m.name) : isRuntime(m.className()) ? null : element(m, site.line));
        }
        return all.toArray(new StackTraceElement[0]);
    }

    /** The calling thread's frames with its twins, which a {@code Throwable} leaves out because their classes are hidden. */
    static StackTraceElement[] physical() {
        return WalkedFrames.PHYSICAL.walk(new Physical());
    }

    private static final class Physical implements Function<Stream<StackFrame>, StackTraceElement[]> {
        @Override
        public StackTraceElement[] apply(Stream<StackFrame> frames) {
            List<StackTraceElement> all = new ArrayList<>();
            for (Iterator<StackFrame> i = frames.iterator(); i.hasNext(); ) {
                StackFrame frame = i.next();
                String name = frame.getClassName();
                if ((name.indexOf('/') < 0 && !name.startsWith("java.lang.invoke.LambdaForm")) || Twins.method(name) != null) {
                    all.add(frame.toStackTraceElement());
                }
            }
            return all.toArray(new StackTraceElement[0]);
        }
    }

    /** Without what lies below the frames of the thread on its carrier. */
    static StackTraceElement[] cut(StackTraceElement[] physical) {
        for (int i = physical.length - 1; i >= 0; i--) {
            String name = physical[i].getClassName();
            if (!name.startsWith("capriccio.continuations.runtime.")) {
                return java.util.Arrays.copyOf(physical, i + 1);
            }
        }
        return new StackTraceElement[0];
    }

    /** Frames that stand on one of {@code entered}, whose twin they do not show. Its line is unknown. */
    static StackTraceElement[] on(@Nullable WovenMethod entered, StackTraceElement[] above) {
        if (entered == null || (above.length > 0 && Twins.method(above[above.length - 1].getClassName()) == entered)) {
            return above;
        }
        StackTraceElement[] all = java.util.Arrays.copyOf(above, above.length + 1);
        all[above.length] = element(entered, -1);
        return all;
    }

    private static void add(List<StackTraceElement> all, @Nullable StackTraceElement e) {
        if (e != null && !(isStandIn(e) && !all.isEmpty() && all.get(all.size() - 1).equals(e))) {
            all.add(e);
        }
    }

    private static @Nullable StackTraceElement visible(StackTraceElement e) {
        String name = e.getClassName();
        WovenMethod twin = Twins.method(name);
        if (twin != null) {
            return standIn(twin.className(), twin.name)
                    ? jdk(twin.className(), twin.name)
                    : isRuntime(twin.className()) ? null : element(twin, e.getLineNumber());
        }
        if (!isRuntime(name)) {
            return e;
        }
        return standIn(name, e.getMethodName()) ? jdk(name, e.getMethodName()) : null;
    }

    /** Of this runtime, and what holds user threads' frames with the JDK's continuations. */
    static boolean isRuntime(String className) {
        if (className.equals("java.lang.VirtualThread") || className.startsWith("jdk.internal.vm.Continuation")) {
            return true;
        }
        for (String prefix : RUNTIME) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** True for a method of the runtime that the program called by the JDK's name. */
    private static boolean standIn(String className, String method) {
        return (className.equals("capriccio.iointercept.runtime.ThreadHooks") && method.equals("sleep"))
                || (className.equals("capriccio.continuations.runtime.Monitors") && method.equals("waitOn"))
                || (className.equals("capriccio.continuations.runtime.Parking") && method.startsWith("park"));
    }

    private static boolean isStandIn(StackTraceElement e) {
        return e.getLineNumber() == -2 && e.getFileName() == null; // as jdk() makes them
    }

    private static StackTraceElement jdk(String className, String method) {
        if (className.endsWith("Monitors")) {
            return new StackTraceElement(null, "java.base", null, "java.lang.Object", "wait", null, -2);
        }
        return className.endsWith("Parking")
                ? new StackTraceElement(null, "java.base", null, "java.util.concurrent.locks.LockSupport", method, null, -2)
                : new StackTraceElement(null, "java.base", null, "java.lang.Thread", method, null, -2);
    }

    static StackTraceElement element(WovenMethod m, int line) {
        String className = m.className();
        return new StackTraceElement(null, m.loader == null ? "java.base" : null, null, className, m.name, file(className), line);
    }

    /** The usual file: a class file says more, but is not at hand. */
    private static String file(String className) {
        int from = className.lastIndexOf('.') + 1;
        int inner = className.indexOf('$', from + 1);
        return (inner < 0 ? className.substring(from) : className.substring(from, inner)).concat(".java");
    }
}
