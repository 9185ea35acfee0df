package capriccio.iointercept.agent;

import capriccio.continuations.runtime.ForeignMonitors;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.MonitorDoubling;
import capriccio.continuations.weave.PinnedForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Doubles the monitors of JDK classes that are not woven, where the program can lock the same object: {@link #EAGER} at
 * start, {@link #FOREIGN} and every class outside of {@code java.base} when it loads, any other when woven code first
 * locks an instance.
 */
final class Doubling implements ForeignMonitors.Doubler {
    /** Loaded always, and lock what a caller gave them. Blocks only: none has a synchronized method that a caller's lock could mean. */
    private static final Set<String> EAGER = Set.of("java/lang/Throwable", "java/lang/ClassLoader");

    /** Lock objects of arbitrary classes, or wait for a notification that a program can give. */
    private static final Set<String> FOREIGN = Set.of(
            "java/io/PipedInputStream", "java/io/PipedOutputStream", "java/io/PipedReader", "java/io/PipedWriter",
            "java/net/NetMulticastSocket", "sun/nio/ch/DatagramSocketAdaptor",
            "sun/nio/ch/DatagramSocketAdaptor$DatagramPackets", "sun/nio/ch/SelectorImpl", "sun/nio/ch/EPollSelectorImpl",
            "java/nio/channels/Selector", "java/nio/channels/SelectionKey", "javax/security/auth/Subject",
            "javax/security/auth/Subject$ClassSet", "java/util/zip/ZipFile");

    /** What else locks instances of a class. */
    private static final Map<String, Set<String>> MATES = Map.of("java/lang/StringBuffer", Set.of("java/lang/String"));

    /** Stand on their own: hooks meet them already, or they have no monitors. */
    private static final Set<String> NEVER = Set.of("java/lang/Object", "java/lang/Thread", "java/lang/ThreadLocal");

    private final Instrumentation instrumentation;
    private final Weaving weaving;
    /** Null until {@link #use}. */
    private @Nullable WeavingTransformer transformer;
    /** By internal name of a JDK class: whether it has monitors, and meets ours by now. */
    private final Map<String, Boolean> done = new ConcurrentHashMap<>();

    Doubling(Instrumentation instrumentation, Weaving weaving) {
        this.instrumentation = instrumentation;
        this.weaving = weaving;
    }

    /** Before anything is locked by woven code. */
    void use(WeavingTransformer by) {
        transformer = by;
        ForeignMonitors.install(this);
    }

    /** What becomes of a class of the JDK that was loaded before the agent and is not woven. */
    Kept atStart(Class<?> c, String name) throws IOException {
        Kept kept = weaving.find(Kept.Kind.LOADED, name);
        if (kept == null) {
            byte[] file = classFile(c, name);
            if (file == null) {
                return Kept.of(null, false);
            }
            boolean now = c.getClassLoader() == null && (EAGER.contains(name) || FOREIGN.contains(name));
            byte[] doubled = now ? MonitorDoubling.weave(file, !EAGER.contains(name)) : null;
            kept = weaving.guarded(name, file, doubled);
            weaving.put(Kept.Kind.LOADED, name, kept);
            if (isSameAtStart(c.getModule().getName(), name)) {
                weaving.putLoading(name, file, kept);
            }
        }
        if (kept.doubled() || EAGER.contains(name) || FOREIGN.contains(name)) {
            done.put(name, kept.doubled());
        }
        return kept;
    }

    @Override
    public boolean doubleMonitors(Class<?> type) {
        boolean any = false;
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            any |= ensure(c);
        }
        return any;
    }

    @Override
    public byte[] pinnedForm(byte[] file) {
        try {
            return PinnedForm.weave(weaving.tools().rules, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ensure(Class<?> c) {
        String name = c.getName().replace('.', '/');
        if (!CallRules.isJdk(name) || NEVER.contains(name) || !instrumentation.isModifiableClass(c)) {
            return false;
        }
        Boolean known = done.get(name);
        if (known != null) {
            return known;
        }
        boolean has;
        synchronized (this) {
            known = done.get(name);
            has = known != null ? known : retransform(c, name);
            done.put(name, has);
        }
        return has;
    }

    /** False if the class takes no monitors. */
    private boolean retransform(Class<?> c, String name) {
        WeavingTransformer by = transformer;
        try {
            if (by == null || weaving.isWovenJdk(name)) {
                return false;
            }
            byte[] doubled = doubled(c, name);
            if (doubled == null) {
                return false;
            }
            by.prepare(name, doubled);
            instrumentation.retransformClasses(c);
            for (String mate : MATES.getOrDefault(name, Set.of())) {
                ensure(Class.forName(mate.replace('/', '.'), false, null));
            }
            return true;
        } catch (IOException | UnmodifiableClassException | ClassNotFoundException | LinkageError e) {
            System.err.println("[capriccio] " + c.getName() + " locks its instances, and user threads do not exclude it: " + e);
            return false;
        } finally {
            if (by != null) {
                by.takeBack(name);
            }
        }
    }

    /** Null if the class takes no monitors. */
    private byte @Nullable [] doubled(Class<?> c, String name) throws IOException {
        Kept kept = weaving.find(Kept.Kind.DOUBLED, name);
        if (kept == null) {
            byte[] file = classFile(c, name);
            byte[] doubled = file == null ? null : MonitorDoubling.weave(file, !EAGER.contains(name));
            kept = file == null || doubled == null ? Kept.of(null, false) : weaving.guarded(name, file, doubled);
            weaving.put(Kept.Kind.DOUBLED, name, kept);
        }
        return kept.file();
    }

    /** For a class of the JDK that is loading: its doubled form, or null if it is to load as it is. */
    static byte @Nullable [] loading(@Nullable String module, String name, byte[] file) {
        return doublesAtOnce(module, name) ? MonitorDoubling.weave(file, true) : null;
    }

    /** True if it makes no difference to a class whether it was loaded before the agent. */
    static boolean isSameAtStart(@Nullable String module, String name) {
        return !doublesAtOnce(module, name) && !EAGER.contains(name);
    }

    private static boolean doublesAtOnce(@Nullable String module, String name) {
        return !"java.base".equals(module) || FOREIGN.contains(name);
    }

    /** A class of the JDK is about to be defined. */
    void loaded(@Nullable String module, String name, boolean doubled) {
        if (doublesAtOnce(module, name)) {
            done.put(name, doubled);
        }
    }

    private static byte @Nullable [] classFile(Class<?> c, String name) throws IOException {
        return c.getModule().isNamed() ? JdkClasses.classFile(c.getModule(), name) : null;
    }
}
