package capriccio.iointercept.agent;

import capriccio.continuations.analysis.Guards;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Weaves the program's classes as they load, and the listed JDK classes once. */
final class WeavingTransformer implements ClassFileTransformer {
    /** Internal name of a class whose weaving is to fail; for tests. */
    private static final @Nullable String FAULT = System.getProperty("capriccio.fault.weaving");

    private final Weaver weaver;
    private final Guards guards;
    private final Set<String> jdk;
    private final Doubling doubling;
    private final boolean verbose;
    private final Set<String> wovenJdk = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> loadedGuarded = new ConcurrentHashMap<>();
    private volatile boolean retransforming;

    WeavingTransformer(Weaver weaver, Guards guards, Set<String> jdk, Doubling doubling, boolean verbose) {
        this.weaver = weaver;
        this.guards = guards;
        this.doubling = doubling;
        this.jdk = jdk;
        this.verbose = verbose;
    }

    void setRetransforming(boolean now) {
        retransforming = now;
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
        }
        Pin.enter(); // the JVM is below: what asks a class loader here cannot suspend
        try {
            if (redefined != null) {
                return retransforming ? retransform(name, file) : retransformLater(redefined, name, file);
            }
            if (isProgram(loader, name)) {
                return weaveProgram(loader, name, file);
            }
            return guarded(name, file, doubling.loading(module.getName(), name, file));
        } catch (Throwable t) {
            report(name, "stays unwoven: no user thread may block under its methods", t);
            return null;
        } finally {
            Pin.exit();
        }
    }

    private byte @Nullable [] retransformLater(Class<?> type, String name, byte[] given) throws java.io.IOException {
        byte[] doubled = doubling.retransformed(type, name, given);
        String module = type.getModule().getName();
        byte[] file = guards.concerns(name) && module != null ? JdkClasses.classFile(module, name) : null;
        return file == null ? doubled : guarded(name, file, doubled);
    }

    /** A class whose monitors are doubled keeps its guards, or gets them. */
    private byte @Nullable [] guarded(String name, byte[] file, byte @Nullable [] doubled) {
        byte[] guarded = guard(name, doubled == null ? file : doubled);
        return guarded == null ? doubled : guarded;
    }

    private byte @Nullable [] guard(String name, byte[] file) {
        return guards.concerns(name) && guards.mayNeed(file) ? weaver.guard(file, guards::methods) : null;
    }

    /** Prepares a loaded class of the JDK to be retransformed, if it has to be guarded. */
    boolean guardLoaded(Class<?> type) throws java.io.IOException {
        String name = type.getName().replace('.', '/');
        byte[] file = guards.concerns(name) ? JdkClasses.classFile(name) : null;
        byte[] guarded = file == null ? null : guard(name, file);
        if (guarded == null) {
            return false;
        }
        loadedGuarded.put(name, guarded);
        return true;
    }

    /** Callers take every class of the program for woven: one that cannot be is given the form that pins. */
    private byte @Nullable [] weaveProgram(@Nullable ClassLoader loader, String name, byte[] file) {
        try {
            if (name.equals(FAULT)) {
                throw new IllegalStateException("told to fail by -Dcapriccio.fault.weaving");
            }
            return weaver.weave(loader, file, false);
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

    private byte @Nullable [] retransform(String name, byte[] given) throws java.io.IOException {
        byte[] guarded = loadedGuarded.remove(name);
        if (guarded != null) {
            return guarded;
        }
        byte[] file = jdk.contains(name) ? JdkClasses.classFile(name) : runtimeFile(name);
        byte[] woven = weaver.weave(null, file == null ? given : file, true);
        wovenJdk.add(name);
        return woven;
    }

    /** The JVM drops the frames of boot classes, which it does not verify: the agent's jar has the whole file. */
    private static byte @Nullable [] runtimeFile(String name) throws java.io.IOException {
        try (java.io.InputStream in = WeavingTransformer.class.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static boolean isProgram(@Nullable ClassLoader loader, String name) {
        return loader != null
                && loader != ClassLoader.getPlatformClassLoader()
                && (!CallRules.isJdk(name) || isProxy(name))
                && !name.startsWith("capriccio/shaded/")
                && !name.startsWith("capriccio/continuations/weave/")
                && !name.startsWith("capriccio/iointercept/agent/");
    }

    /** A class made by {@code java.lang.reflect.Proxy}: all it does is to call the program's handler. */
    private static boolean isProxy(String name) {
        return (name.startsWith("jdk/proxy") || name.startsWith("com/sun/proxy/")) && name.contains("$Proxy");
    }

    /** Fails loudly now rather than by a lost frame later. */
    void audit(List<Class<?>> wanted) {
        for (Class<?> type : wanted) {
            if (!wovenJdk.contains(type.getName().replace('.', '/'))) {
                throw new IllegalStateException(type.getName() + " could not be woven on JDK "
                        + Runtime.version() + "; see the lines above");
            }
        }
    }
}
