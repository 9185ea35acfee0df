package capriccio.continuations.runtime;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code StackWalker} finds on a user thread: what the JVM would show, with resumed frames, whose twins are hidden,
 * and those that are saved below, and without the runtime's own. Loggers ask it who called them. {@code StackWalker}
 * calls this class, hence public; {@code TraceHooks} has it do so.
 */
public final class WalkedFrames {
    /** For the runtime's own use: shows what stands on the carrier, twins and all. */
    static final StackWalker PHYSICAL = StackWalker.getInstance(Option.SHOW_HIDDEN_FRAMES);

    private static final StackWalker WITH_CLASSES =
            StackWalker.getInstance(Set.of(Option.SHOW_HIDDEN_FRAMES, Option.RETAIN_CLASS_REFERENCE));

    /** False until {@link #install}. */
    private static volatile boolean installed;

    private WalkedFrames() {}

    /** The JDK's own. */
    private static final class Access {
        static final VarHandle RETAINS;
        static final VarHandle OPTIONS;

        static {
            try {
                MethodHandles.Lookup in = TwinLinker.lookupIn(StackWalker.class);
                RETAINS = in.findVarHandle(StackWalker.class, "retainClassRef", boolean.class);
                OPTIONS = in.findVarHandle(StackWalker.class, "options", Set.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        static boolean has(StackWalker walker, Option option) {
            return ((Set<?>) OPTIONS.get(walker)).contains(option);
        }
    }

    /**
     * Before {@code StackWalker} calls here.
     *
     * @throws LinkageError if this JDK's has other fields
     */
    public static void install() {
        StackWalker probe = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
        if (!retains(probe) || !Access.has(probe, Option.RETAIN_CLASS_REFERENCE)) {
            throw new LinkageError("a StackWalker's fields are not what its options say");
        }
        installed = true;
    }

    private static boolean retains(StackWalker walker) {
        return (boolean) Access.RETAINS.get(walker);
    }

    /** True if the caller runs a user thread whose frames the JVM knows in part. */
    public static boolean areOf(StackWalker walker) {
        return installed && Thread.currentThread() instanceof Carrier c && c.mounted != null && !c.unwinding
                && walker != PHYSICAL && walker != WITH_CLASSES && !Access.has(walker, Option.SHOW_HIDDEN_FRAMES);
    }

    public static <T> T walk(StackWalker walker, Function<? super Stream<StackFrame>, ? extends T> function) {
        java.util.Objects.requireNonNull(function);
        return function.apply(frames(walker).stream());
    }

    public static void forEach(StackWalker walker, Consumer<? super StackFrame> action) {
        java.util.Objects.requireNonNull(action);
        frames(walker).forEach(action);
    }

    public static Class<?> getCallerClass(StackWalker walker) {
        if (!retains(walker)) {
            throw new UnsupportedOperationException("This stack walker does not have RETAIN_CLASS_REFERENCE access");
        }
        List<StackFrame> frames = frames(walker);
        if (frames.size() < 2) {
            throw new IllegalCallerException("no caller frame");
        }
        return frames.get(1).getDeclaringClass();
    }

    private static List<StackFrame> frames(StackWalker walker) {
        boolean retains = retains(walker);
        List<StackFrame> all = (retains ? WITH_CLASSES : PHYSICAL).walk(new Visible(retains, Access.has(walker, Option.SHOW_REFLECT_FRAMES)));
        UserThread u = UserThread.current();
        if (u != null) {
            add(ThreadSnapshot.ownSites(u, Integer.MAX_VALUE), retains, all);
        }
        return all;
    }

    private static void add(int[] ids, boolean retains, List<StackFrame> all) {
        for (int id : ids) {
            Site site = Sites.find(id);
            if (site != null && !TraceElements.isRuntime(site.method.className())) {
                all.add(new Suspended(site.method, site.line, retains));
            }
        }
    }

    /** Of what stands on the carrier, what a program may see. */
    private static final class Visible implements Function<Stream<StackFrame>, List<StackFrame>> {
        private final boolean retains;
        private final boolean reflection;

        Visible(boolean retains, boolean reflection) {
            this.retains = retains;
            this.reflection = reflection;
        }

        @Override
        public List<StackFrame> apply(Stream<StackFrame> frames) {
            List<StackFrame> all = new ArrayList<>();
            for (Iterator<StackFrame> i = frames.iterator(); i.hasNext(); ) {
                StackFrame f = i.next();
                WovenMethod twin = Twins.method(f.getClassName());
                if (twin != null && !TraceElements.isRuntime(twin.className())) {
                    all.add(new Suspended(twin, f.getLineNumber(), retains));
                } else if (twin == null && isShown(f)) {
                    all.add(f);
                }
            }
            return all;
        }

        private boolean isShown(StackFrame f) {
            String name = f.getClassName();
            if (name.indexOf('/') >= 0 || TraceElements.isRuntime(name) || name.equals("java.lang.StackWalker")
                    || name.startsWith("java.lang.invoke.")) {
                return false;
            }
            return reflection
                    || !(name.startsWith("jdk.internal.reflect.")
                            || (name.equals("java.lang.reflect.Method") && f.getMethodName().equals("invoke"))
                            || (name.equals("java.lang.reflect.Constructor") && f.getMethodName().startsWith("newInstance")));
        }
    }

    /** A frame that is saved, or was resumed. */
    private record Suspended(WovenMethod method, int line, boolean retains) implements StackFrame {
        @Override
        public String getClassName() {
            return method.className();
        }

        @Override
        public String getMethodName() {
            return method.name;
        }

        @Override
        public Class<?> getDeclaringClass() {
            if (!retains) {
                throw new UnsupportedOperationException("No access to RETAIN_CLASS_REFERENCE");
            }
            try {
                return Class.forName(method.className(), false, method.loader);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(method.className().concat(" is on the stack and its loader does not find it"), e);
            }
        }

        @Override
        public MethodType getMethodType() {
            getDeclaringClass(); // or throws, as the JDK does
            return MethodType.fromMethodDescriptorString(method.descriptor, method.loader);
        }

        @Override
        public String getDescriptor() {
            return method.descriptor;
        }

        @Override
        public int getByteCodeIndex() {
            return -1; // of the class file as it was, nobody knows
        }

        @Override
        public @Nullable String getFileName() {
            return toStackTraceElement().getFileName();
        }

        @Override
        public int getLineNumber() {
            return line;
        }

        @Override
        public boolean isNativeMethod() {
            return false;
        }

        @Override
        public StackTraceElement toStackTraceElement() {
            return TraceElements.element(method, line);
        }

        @Override
        public String toString() {
            return toStackTraceElement().toString();
        }
    }
}
