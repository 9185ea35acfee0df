package capriccio.continuations.test;

import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.Site;
import capriccio.continuations.runtime.Sites;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.continuations.runtime.WovenMethod;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Has the JVM verify the classes of jars, woven, and the twins of their methods. As a command:
 *
 * <pre>java … capriccio.continuations.test.JarVerifier TWINS_PER_CLASS JAR…</pre>
 */
final class JarVerifier {
    private final int twinsPerClass;
    final List<String> errors = new ArrayList<>();
    int classes;
    int twins;
    /** Classes that need a library that is not here. */
    int incomplete;

    JarVerifier(int twinsPerClass) {
        this.twinsPerClass = twinsPerClass;
        TestRuntime.installLookup();
    }

    public static void main(String[] args) throws IOException {
        JarVerifier v = new JarVerifier(Integer.parseInt(args[0]));
        for (int i = 1; i < args.length; i++) {
            v.verify(args[i]);
            System.out.println(args[i] + ": so far " + v);
        }
        for (Pin.Reason reason : Pin.Reason.values()) {
            System.out.println("call sites that pin, " + reason + ": " + Pin.sites(reason));
        }
        v.errors.forEach(System.out::println);
        System.exit(v.errors.isEmpty() ? 0 : 1);
    }

    @Override
    public String toString() {
        return "verified " + classes + " classes and " + twins + " twins, " + incomplete + " need other libraries, "
                + errors.size() + " errors";
    }

    void verify(String path) throws IOException {
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
            incomplete++;
            return;
        }
        List<WovenMethod> methods = loader.methods(name.replace('.', '/'));
        int step = Math.max(1, methods.size() / twinsPerClass);
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
    private static final class WeavingLoader extends URLClassLoader {
        final Set<String> names = new LinkedHashSet<>();
        private final JarFile jar;

        WeavingLoader(JarFile jar) {
            super(new URL[] {url(jar)}, JarVerifier.class.getClassLoader());
            this.jar = jar;
            for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
                String n = e.nextElement().getName();
                if (n.endsWith(".class") && !n.startsWith("META-INF") && !n.endsWith("-info.class")) {
                    names.add(n.substring(0, n.length() - 6).replace('/', '.'));
                }
            }
        }

        private static URL url(JarFile jar) {
            try {
                return new File(jar.getName()).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
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
                Site site = Sites.find(scanned);
                WovenMethod m = site == null ? null : site.method();
                if (m != null && m.loader() == this && seen.add(m)) {
                    all.add(m);
                }
            }
            return all.stream().filter(m -> m.internalName().equals(internalName)).toList();
        }
    }
}
