package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WovenMethod;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves every class of a jar, or the JDK classes that the agent weaves, makes every twin, and has both the JVM's
 * verifier and ASM's data flow check go over all of them. Each argument is a jar, or {@code jdk}; prints a line for each
 * and the failures. A program of its own because it needs the agent's classes on the boot path, as they are when the
 * agent runs.
 */
final class VerifyWoven {
    private final Weaver weaver;
    private final Set<String> jdkNames;
    private final List<String> failures = new ArrayList<>();

    private final Map<String, Set<WovenMethod>> methods = new HashMap<>();
    private int scanned = Sites.count();
    private int classes;
    private int wovenClasses;
    private int wovenMethods;
    private int twins;
    private int absent;

    private VerifyWoven() throws IOException {
        jdkNames = JdkClasses.woven();
        weaver = new Weaver(new CallRules(Hooks.calls(), Hooks.entries(), jdkNames));
    }

    public static void main(String[] args) throws Throwable {
        installLookup();
        int failures = 0;
        for (String what : args) {
            VerifyWoven v = new VerifyWoven();
            long begun = System.nanoTime();
            int sitesBefore = Sites.count();
            if (what.equals("jdk")) {
                v.verifyJdk();
            } else {
                v.verifyJar(what);
            }
            for (String failure : v.failures) {
                System.out.println("FAILURE " + failure);
            }
            System.out.println("verified " + new File(what).getName() + ": classes=" + v.classes + " woven=" + v.wovenClasses
                    + " methods=" + v.wovenMethods + " suspendPoints=" + (Sites.count() - sitesBefore) + " twins=" + v.twins
                    + " needAbsentLibraries=" + v.absent + " failures=" + v.failures.size()
                    + " seconds=" + (System.nanoTime() - begun) / 1_000_000_000);
            failures += v.failures.size();
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    /** What the agent does at its start: the lookup for twins, and java.base reads the module that the runtime is in. */
    private static void installLookup() throws Throwable {
        Field f = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        f.setAccessible(true);
        MethodHandles.Lookup lookup = (MethodHandles.Lookup) f.get(null);
        lookup.findVirtual(Module.class, "implAddReads", MethodType.methodType(void.class, Module.class))
                .invokeExact(Object.class.getModule(), TwinLinker.class.getModule());
        TwinLinker.install(lookup);
    }

    private void verifyJar(String path) throws Exception {
        try (JarFile jar = new JarFile(path)) {
            WeavingLoader loader = new WeavingLoader(jar, weaver, failures);
            for (String name : loader.names()) {
                classes++;
                byte[] woven = loader.woven(name);
                if (woven == null) {
                    continue;
                }
                wovenClasses++;
                Class<?> host = load(loader, name);
                dataFlow(name, woven, loader.original(name), loader);
                verifyTwins(loader, name, woven, host);
            }
        }
    }

    /** The JVM's verdict on the woven JDK classes themselves comes with the agent's start under its local verifier. */
    private void verifyJdk() throws Exception {
        Set<String> names = new TreeSet<>(jdkNames);
        for (String name : names) {
            classes++;
            byte[] original = JdkClasses.classFile(name);
            byte[] woven = original == null ? null : weaver.weave(null, original, true);
            if (original == null || woven == null) {
                continue;
            }
            wovenClasses++;
            String binary = name.replace('/', '.');
            dataFlow(binary, woven, original, ClassLoader.getSystemClassLoader());
            verifyTwins(null, binary, woven, Class.forName(binary, false, null));
        }
    }

    /** Null if the class cannot be linked because a library it names is not there. */
    private @Nullable Class<?> load(WeavingLoader loader, String name) {
        try {
            Class<?> c = Class.forName(name, false, loader);
            link(c);
            return c;
        } catch (VerifyError | ClassFormatError e) {
            failures.add(name + ": " + e);
        } catch (ClassNotFoundException | LinkageError e) {
            absent++;
        }
        return null;
    }

    /** To ask for constructors links the class, hence verifies it. */
    private static void link(Class<?> c) {
        if (c.getDeclaredConstructors() == null) {
            throw new AssertionError(c);
        }
    }

    private void verifyTwins(@Nullable ClassLoader loader, String name, byte[] woven, @Nullable Class<?> host) {
        Set<String> suspending = suspending(woven);
        for (WovenMethod method : methods(loader, name.replace('.', '/'))) {
            if (!suspending.contains(method.name() + method.descriptor())) {
                continue; // it pins as a whole, mostly for its size: no frame of it is ever saved
            }
            wovenMethods++;
            if (host == null) {
                continue;
            }
            String what = "twin of " + name + "." + method.name() + method.descriptor();
            try {
                byte[] file = weaver.twin(method, host);
                link(TwinLinker.lookupIn(host)
                        .defineHiddenClass(file, false, MethodHandles.Lookup.ClassOption.NESTMATE)
                        .lookupClass());
                twins++;
                dataFlow(what, file, null, host.getClassLoader());
            } catch (NoClassDefFoundError e) {
                absent++;
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                failures.add(what + ": " + e);
            }
        }
    }

    /** The methods that can leave with a frame saved. */
    private static Set<String> suspending(byte[] woven) {
        ClassNode type = new ClassNode();
        new ClassReader(woven).accept(type, ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
        Set<String> names = new HashSet<>();
        for (MethodNode m : type.methods) {
            for (AbstractInsnNode insn : m.instructions) {
                if (insn instanceof MethodInsnNode call && call.name.equals("begin")
                        && call.owner.equals("capriccio/continuations/runtime/Capture")) {
                    names.add(m.name + m.desc);
                }
            }
        }
        return names;
    }

    /** The woven methods of a class; weaving it, perhaps when another class named it, has registered them. */
    private Set<WovenMethod> methods(@Nullable ClassLoader loader, String internalName) {
        for (int n = Sites.count(); scanned < n; scanned++) {
            WovenMethod m = Sites.get(scanned).method();
            if (m.loader() == loader) {
                methods.computeIfAbsent(m.internalName(), k -> new LinkedHashSet<>()).add(m);
            }
        }
        return methods.getOrDefault(internalName, Set.of());
    }

    /** A complaint about a method's original is ASM's or an absent library's, not the weaver's. */
    private void dataFlow(String name, byte[] woven, byte @Nullable [] original, @Nullable ClassLoader loader) {
        Map<String, String> found = DataFlow.check(woven, loader);
        if (!found.isEmpty() && original != null) {
            found.keySet().removeAll(DataFlow.check(original, loader).keySet());
        }
        found.forEach((method, message) -> failures.add(name + ", data flow of " + method + ": " + message));
    }
}
