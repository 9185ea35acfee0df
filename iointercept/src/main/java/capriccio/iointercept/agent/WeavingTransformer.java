package capriccio.iointercept.agent;

import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Weaves the program's classes as they load, and the listed JDK classes once. */
final class WeavingTransformer implements ClassFileTransformer {
    private final Weaver weaver;
    private final Set<String> jdk;
    private final Doubling doubling;
    private final boolean verbose;
    private final Set<String> wovenJdk = ConcurrentHashMap.newKeySet();
    private volatile boolean retransforming;

    WeavingTransformer(Weaver weaver, Set<String> jdk, Doubling doubling, boolean verbose) {
        this.weaver = weaver;
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
        try {
            if (redefined != null) {
                return retransforming ? retransform(name, file) : doubling.retransformed(redefined, name, file);
            }
            return isProgram(loader, name)
                    ? weaver.weave(loader, file, false)
                    : doubling.loading(module.getName(), name, file);
        } catch (Throwable t) {
            System.err.println("[capriccio] " + name.replace('/', '.') + " stays unwoven: " + t);
            if (verbose) {
                t.printStackTrace();
            }
            return null;
        }
    }

    private byte @Nullable [] retransform(String name, byte[] given) throws java.io.IOException {
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
                && !CallRules.isJdk(name)
                && !name.startsWith("capriccio/shaded/")
                && !name.startsWith("capriccio/continuations/weave/")
                && !name.startsWith("capriccio/iointercept/agent/");
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
