package capriccio.iointercept.agent;

import java.io.File;
import java.io.IOException;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads what weaves, all of it, where there is another agent: that is handed each class that loads, may load one of its own
 * for it, and to weave that would load the same class again.
 */
final class OwnClasses {
    private static final String[] FOLDERS = {
        "capriccio/shaded/asm/", "capriccio/continuations/weave/", "capriccio/continuations/analysis/", "capriccio/iointercept/agent/"
    };
    /** Need modules that may be missing; load when they are used. */
    private static final String[] LATER = {"capriccio/iointercept/agent/Attach", "capriccio/iointercept/agent/Beans"};

    private static boolean loaded; // guarded by the class

    private OwnClasses() {}

    static synchronized void loadAll() throws IOException {
        if (loaded) {
            return;
        }
        loaded = true;
        try (JarFile jar = new JarFile(AgentJar.find())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                load(entries.nextElement().getName());
            }
        }
    }

    private static void load(String entry) {
        if (!entry.endsWith(".class") || starts(entry, LATER) || !starts(entry, FOLDERS)) {
            return;
        }
        try {
            Class.forName(entry.substring(0, entry.length() - ".class".length()).replace('/', '.'), false, OwnClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(entry + " is not on the class path", e);
        }
    }

    private static boolean starts(String name, String[] prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
