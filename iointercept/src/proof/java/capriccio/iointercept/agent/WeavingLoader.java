package capriccio.iointercept.agent;

import capriccio.continuations.weave.Weaver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Defines the classes of one jar, each woven once, before the platform's loader is asked. */
final class WeavingLoader extends ClassLoader {
    private final JarFile jar;
    private final Weaver weaver;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<String> failures;
    private final Map<String, byte[]> woven = new HashMap<>();

    WeavingLoader(JarFile jar, Weaver weaver, List<String> failures) {
        super(ClassLoader.getPlatformClassLoader());
        this.jar = jar;
        this.weaver = weaver;
        this.failures = failures;
        for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
            String n = e.nextElement().getName();
            if (n.endsWith(".class") && !n.startsWith("META-INF") && !n.endsWith("-info.class")) {
                names.add(n.substring(0, n.length() - ".class".length()).replace('/', '.'));
            }
        }
    }

    /** Binary names of the jar's classes. */
    Set<String> names() {
        return names;
    }

    byte[] original(String name) {
        try {
            return jar.getInputStream(jar.getEntry(name.replace('.', '/') + ".class")).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** The class as woven; null if nothing in it was. */
    byte @Nullable [] woven(String name) {
        byte[] bytes = woven.get(name);
        if (bytes == null) {
            bytes = weave(name);
            woven.put(name, bytes == null ? new byte[0] : bytes);
        }
        return bytes == null || bytes.length == 0 ? null : bytes;
    }

    private byte @Nullable [] weave(String name) {
        try {
            return weaver.weave(this, original(name), false);
        } catch (RuntimeException e) {
            failures.add(name + " stays unwoven: " + e);
            return null;
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> c = findLoadedClass(name);
            if (c != null) {
                return c;
            }
            if (!names.contains(name)) {
                return super.loadClass(name, resolve);
            }
            byte[] bytes = woven(name);
            if (bytes == null) {
                bytes = original(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
