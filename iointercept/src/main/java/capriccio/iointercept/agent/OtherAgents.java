package capriccio.iointercept.agent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Tells classes of other agents in this JVM from the program's. Their transformers are called by the JVM wherever a class
 * is first named, so that they cannot suspend.
 */
final class OtherAgents {
    /** By path; few, for they are jars. */
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    OtherAgents() {
        for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            known.put(new File(element).getAbsolutePath(), false); // the JVM does not put agents there
            known.put(element, false);
        }
    }

    /** True for a class that comes from the jar of an agent. */
    boolean owns(@Nullable ProtectionDomain domain) throws IOException {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        if (source == null || source.getLocation() == null) {
            return false;
        }
        String path = source.getLocation().getPath();
        Boolean is = known.get(path);
        if (is == null) {
            is = isAgent(new File(java.net.URLDecoder.decode(path, StandardCharsets.UTF_8)));
            known.put(path, is);
            if (is) {
                OwnClasses.loadAll();
            }
        }
        return is;
    }

    /** True if one of the classes that are loaded when this agent starts is neither the JDK's nor this agent's. */
    static boolean hasLoaded(Class<?>[] classes) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        for (Class<?> c : classes) {
            if (c.getClassLoader() == system && !c.isArray() && !c.getName().startsWith("capriccio.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAgent(File file) {
        if (!file.isFile()) {
            return false;
        }
        try (JarFile jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            return manifest != null && manifest.getMainAttributes().containsKey(new Attributes.Name("Premain-Class"));
        } catch (IOException e) {
            return false; // no jar, so no agent
        }
    }
}
