package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallRules;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Weaves the program's classes, and what else of the JDK is to be woven or guarded, as they load. */
final class WeavingTransformer implements ClassFileTransformer {
    /** Internal name of a class whose weaving is to fail; for tests. */
    private static final @Nullable String FAULT = System.getProperty("capriccio.fault.weaving");

    private final Weaving weaving;
    private final Doubling doubling;
    private final boolean verbose;
    private final ClassLoader platform = ClassLoader.getPlatformClassLoader();
    /** Class files of loaded classes of the JDK whose retransformation is under way, by name. */
    private static final byte[] CHANGED = {};
    private final Map<String, byte[]> prepared = new ConcurrentHashMap<>();

    private final Set<ClassLoader> introduced = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private final OtherAgents agents = new OtherAgents();

    WeavingTransformer(Weaving weaving, Doubling doubling, boolean verbose) {
        this.weaving = weaving;
        this.doubling = doubling;
        this.verbose = verbose;
    }

    /**
     * Makes the loader find what woven code names while frames leave, and where the stack has overflowed, once and here: the
     * JVM would ask it at the first suspension, or look for the handler, where there may be no stack left to run it, and then
     * take the handler for one that has failed itself.
     */
    private void introduce(ClassLoader loader) throws ClassNotFoundException {
        if (introduced.add(loader)) {
            Class.forName("capriccio.continuations.runtime.Capture", false, loader);
            Class.forName("capriccio.continuations.runtime.MonitorExit", true, loader);
            Class.forName("java.lang.StackOverflowError", false, loader);
        }
    }

    /** Until it is taken back, what the class of this name becomes when it is retransformed. */
    void prepare(String name, byte[] file) {
        prepared.put(name, file);
    }

    /** The same for a class that another agent has changed: it becomes what it would have become had it loaded now. */
    void prepareChanged(String name) {
        prepared.put(name, CHANGED);
    }

    private byte @Nullable [] reloading(Module module, String name, byte[] file) {
        try {
            return weaving.loading(doubling, module, name, file);
        } catch (Throwable t) {
            report(name, "stays unwoven: no user thread may block under its methods", t);
            return null;
        }
    }

    void takeBack(String name) {
        prepared.remove(name);
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] file) {
        if (name == null) {
            return null;
        } else if (redefined != null) {
            byte[] known = prepared.get(name);
            return known == CHANGED ? reloading(module, name, file) : known;
        }
        Pin.enter(); // the JVM is below: what asks a class loader here cannot suspend
        try {
            if (weaving.isMaking()) {
                return null; // below is the JVM, defining one of the agent's classes that it takes to weave, and another agent
            }
            if (loader != null && isProgram(loader, name)) {
                introduce(loader);
                return agents.owns(domain) ? doubling.pinnedForm(file) : weaveProgram(loader, name, file);
            }
            Watcher.onLoad(name);
            return loading(module, loader, name, file);
        } catch (Throwable t) {
            report(name, "stays unwoven: no user thread may block under its methods", t);
            return null;
        } finally {
            Pin.exit();
        }
    }

    /** A class of the JDK, or of the runtime. */
    private byte @Nullable [] loading(Module module, @Nullable ClassLoader loader, String name, byte[] file)
            throws IOException, ClassNotFoundException {
        if (weaving.isWovenJdk(name)) {
            if (loader == null) {
                return weaving.jdk(name);
            }
            introduce(loader);
        }
        boolean base = "java.base".equals(module.getName());
        if (!CallRules.isJdk(name) || (base && (name.startsWith("java/lang/invoke/") || name.startsWith("jdk/internal/")))) {
            return null;
        }
        return weaving.loading(doubling, module, name, file);
    }

    /** Callers take every class of the program for woven: one that cannot be is given the form that pins. */
    private byte @Nullable [] weaveProgram(@Nullable ClassLoader loader, String name, byte[] file) throws IOException {
        try {
            if (name.equals(FAULT)) {
                throw new IllegalStateException("told to fail by -Dcapriccio.fault.weaving");
            }
            return weaving.program(loader, name, file);
        } catch (Throwable t) {
            byte[] pinned = doubling.pinnedForm(file);
            report(name, "cannot be woven, and its methods pin", t);
            return pinned;
        }
    }

    private void report(String name, String what, Throwable t) {
        System.err.println("[capriccio] " + name.replace('/', '.') + " " + what + ": " + t);
        if (verbose) {
            t.printStackTrace();
        }
    }

    private boolean isProgram(ClassLoader loader, String name) {
        return loader != platform
                && (!CallRules.isJdk(name) || isProxy(name))
                && !name.startsWith("capriccio/shaded/")
                && !name.startsWith("capriccio/continuations/weave/")
                && !name.startsWith("capriccio/continuations/analysis/")
                && !name.startsWith("capriccio/iointercept/agent/");
    }

    /** A class made by {@code java.lang.reflect.Proxy}: all it does is to call the program's handler. */
    private static boolean isProxy(String name) {
        return (name.startsWith("jdk/proxy") || name.startsWith("com/sun/proxy/")) && name.contains("$Proxy");
    }
}
