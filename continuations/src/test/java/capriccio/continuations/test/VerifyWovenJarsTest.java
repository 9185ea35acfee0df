package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WovenMethod;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.assertj.core.api.Assertions;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.ClassNode;

/** The JVM's own verifier accepts every class of some real jars once woven, and the twins of their methods. */
class VerifyWovenJarsTest {
    /** Twins a class, spread over its suspend points: each one costs a parse of the class. */
    private static final int TWINS = 12;

    private final List<String> errors = new ArrayList<>();
    private int classes;
    private int twins;

    @Test
    void wovenClassesAndTheirTwinsVerify() throws Exception {
        TestRuntime.installLookup();
        Set<String> jars = new LinkedHashSet<>();
        for (Class<?> c : new Class<?>[] {
            ClassReader.class, ClassNode.class, AnalyzerAdapter.class, Test.class, Assertions.class,
            MpscUnboundedArrayQueue.class
        }) {
            jars.add(new File(c.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath());
        }
        for (String jar : jars) {
            verify(jar);
        }
        System.out.println("verified " + classes + " woven classes and " + twins + " twins");
        assertThat(errors).isEmpty();
        assertThat(classes).isGreaterThan(500);
        assertThat(twins).isGreaterThan(1000);
    }

    private void verify(String path) throws IOException {
        try (JarFile jar = new JarFile(path)) {
            WeavingLoader loader = new WeavingLoader(jar);
            for (String name : loader.names) {
                verify(loader, name);
            }
        }
    }

    private void verify(WeavingLoader loader, String name) {
        try {
            Class<?> c = Class.forName(name, false, loader);
            classes += link(c);
        } catch (VerifyError | ClassFormatError e) {
            errors.add(name + ": " + e.getMessage());
            return;
        } catch (ClassNotFoundException | LinkageError e) {
            return; // needs a library that is not here
        }
        List<WovenMethod> methods = loader.methods(name.replace('.', '/'));
        int step = Math.max(1, methods.size() / TWINS);
        for (int i = 0; i < methods.size(); i += step) {
            verifyTwin(loader, name, methods.get(i));
        }
    }

    private void verifyTwin(WeavingLoader loader, String name, WovenMethod method) {
        try {
            Class<?> host = Class.forName(name, false, loader);
            byte[] file = TestRuntime.WEAVER.twin(method, host);
            twins += link(TwinLinker.lookupIn(host)
                    .defineHiddenClass(file, false, MethodHandles.Lookup.ClassOption.NESTMATE)
                    .lookupClass());
        } catch (NoClassDefFoundError e) {
            return; // as above
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            errors.add("twin of " + name + "." + method.name() + method.descriptor() + ": " + e);
        }
    }

    /** Asking for methods links the class, hence verifies it. */
    private static int link(Class<?> c) {
        return c.getDeclaredMethods() == null ? 0 : 1;
    }

    /** Defines the classes of one jar, woven, before its parent is asked. */
    private static final class WeavingLoader extends ClassLoader {
        final Set<String> names = new LinkedHashSet<>();
        private final JarFile jar;

        WeavingLoader(JarFile jar) {
            super(VerifyWovenJarsTest.class.getClassLoader());
            this.jar = jar;
            for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
                String n = e.nextElement().getName();
                if (n.endsWith(".class") && !n.startsWith("META-INF") && !n.endsWith("-info.class")) {
                    names.add(n.substring(0, n.length() - 6).replace('/', '.'));
                }
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                if (c != null) {
                    return c;
                }
                return names.contains(name) ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) {
            try {
                byte[] file = jar.getInputStream(jar.getEntry(name.replace('.', '/') + ".class")).readAllBytes();
                byte[] woven = TestRuntime.WEAVER.weave(this, file, false);
                byte[] bytes = woven == null ? file : woven;
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private int scanned;
        private final Set<WovenMethod> seen = new HashSet<>();
        private final List<WovenMethod> all = new ArrayList<>();

        List<WovenMethod> methods(String internalName) {
            for (int n = Sites.count(); scanned < n; scanned++) {
                WovenMethod m = Sites.get(scanned).method();
                if (m.loader() == this && seen.add(m)) {
                    all.add(m);
                }
            }
            return all.stream().filter(m -> m.internalName().equals(internalName)).toList();
        }
    }
}
