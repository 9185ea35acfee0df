package capriccio.iointercept.agent;

import capriccio.continuations.runtime.ForeignMonitors;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.MonitorDoubling;
import capriccio.continuations.weave.PinnedForm;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
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
            "java/lang/ProcessImpl", "java/net/NetMulticastSocket", "sun/nio/ch/DatagramSocketAdaptor",
            "sun/nio/ch/DatagramSocketAdaptor$DatagramPackets", "sun/nio/ch/SelectorImpl", "sun/nio/ch/EPollSelectorImpl",
            "java/nio/channels/Selector", "java/nio/channels/SelectionKey", "javax/security/auth/Subject",
            "javax/security/auth/Subject$ClassSet", "java/util/zip/ZipFile");

    /** What else locks instances of a class. */
    private static final Map<String, Set<String>> MATES = Map.of("java/lang/StringBuffer", Set.of("java/lang/String"));

    /** Stand on their own: hooks meet them already, or they have no monitors. */
    private static final Set<String> NEVER = Set.of("java/lang/Object", "java/lang/Thread", "java/lang/ThreadLocal");

    private final Instrumentation instrumentation;
    private final CallRules rules;
    private final Set<String> woven;
    /** By internal name of a JDK class: whether it has monitors, and meets ours by now. */
    private final Map<String, Boolean> done = new ConcurrentHashMap<>();
    /** Classes whose retransformation is under way. */
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();

    Doubling(Instrumentation instrumentation, CallRules rules, Set<String> woven) {
        this.instrumentation = instrumentation;
        this.rules = rules;
        this.woven = woven;
    }

    /** At start, with the transformer in place. */
    void start() {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            String name = c.getName().replace('.', '/');
            if (c.getClassLoader() == null && (EAGER.contains(name) || FOREIGN.contains(name))) {
                loaded.add(c);
            }
        }
        for (Class<?> c : loaded) {
            ensure(c);
        }
        ForeignMonitors.install(this);
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
        return PinnedForm.weave(rules, file);
    }

    private boolean ensure(Class<?> c) {
        String name = c.getName().replace('.', '/');
        if (!CallRules.isJdk(name) || woven.contains(name) || NEVER.contains(name) || !instrumentation.isModifiableClass(c)) {
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
        try {
            byte[] file = classFile(c, name);
            if (file == null || !MonitorDoubling.takesMonitors(file, !EAGER.contains(name))) {
                return false;
            }
            wanted.add(name);
            instrumentation.retransformClasses(c);
            for (String mate : MATES.getOrDefault(name, Set.of())) {
                ensure(Class.forName(mate.replace('/', '.'), false, null));
            }
            return true;
        } catch (IOException | UnmodifiableClassException | ClassNotFoundException | LinkageError e) {
            System.err.println("[capriccio] " + c.getName() + " locks its instances, and user threads do not exclude it: " + e);
            return false;
        } finally {
            wanted.remove(name);
        }
    }

    /** For the transformer: the doubled class if this retransformation is ours, else null. */
    byte @Nullable [] retransformed(Class<?> c, String name, byte[] given) throws IOException {
        if (!wanted.contains(name)) {
            return null;
        }
        byte[] file = classFile(c, name);
        return MonitorDoubling.weave(file == null ? given : file, !EAGER.contains(name));
    }

    /** For the transformer: the doubled class, or null if it is to load as it is. */
    byte @Nullable [] loading(@Nullable String module, String name, byte[] file) {
        if (woven.contains(name) || ("java.base".equals(module) && !FOREIGN.contains(name)) || !CallRules.isJdk(name)) {
            return null;
        }
        byte[] doubled = MonitorDoubling.weave(file, true);
        done.put(name, doubled != null);
        return doubled;
    }

    private static byte @Nullable [] classFile(Class<?> c, String name) throws IOException {
        String module = c.getModule().getName();
        return module == null ? null : JdkClasses.classFile(module, name);
    }
}
