package capriccio.continuations.weave;

import capriccio.continuations.runtime.Pin;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Superclasses, read from class files as the loader finds them: nothing is loaded. To the verifier every interface is
 * {@code Object}. One use for one class.
 */
final class Hierarchy {
    private static final String OBJECT = "java/lang/Object";

    /** Finds class files. */
    interface Resources {
        @Nullable InputStream open(String name) throws IOException;
    }

    private final Resources resources;
    /** Superclass by class; {@code Object} of an interface. */
    private final Map<String, String> supers = new HashMap<>();

    private boolean missing;

    Hierarchy(Resources resources) {
        this.resources = resources;
    }

    static Hierarchy of(@Nullable ClassLoader loader) {
        return new Hierarchy(name -> loader == null
                ? ClassLoader.getSystemResourceAsStream(name + ".class")
                : loader.getResourceAsStream(name + ".class"));
    }

    /** The class at hand, whose file no loader need have. */
    void declare(String name, @Nullable String superName, boolean isInterface) {
        supers.put(name, isInterface || superName == null ? OBJECT : superName);
    }

    /** Whether a class was not to be found since the last call. */
    boolean takeMissing() {
        boolean was = missing;
        missing = false;
        return was;
    }

    /** The nearest class that both are; {@code Object}, and noted as missing, where that cannot be known. */
    String common(String a, String b) {
        Set<String> ofA = new HashSet<>();
        for (String c = a; ofA.add(c) && !c.equals(OBJECT); ) {
            c = superOf(c);
        }
        String c = b;
        while (!ofA.contains(c)) {
            c = superOf(c);
        }
        return c;
    }

    private String superOf(String name) {
        String superName = supers.get(name);
        if (superName == null) {
            superName = read(name);
            if (superName == null) {
                missing = true;
                return OBJECT;
            }
            supers.put(name, superName);
        }
        return superName;
    }

    private @Nullable String read(String name) {
        Pin.enter(); // this runs where the JVM called for a class: no frame between can be saved
        try (InputStream in = resources.open(name)) {
            if (in != null) {
                ClassReader reader = new ClassReader(in);
                boolean isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
                String superName = reader.getSuperName();
                return isInterface || superName == null ? OBJECT : superName;
            }
        } catch (IOException | RuntimeException e) {
            // as if it were not there: whoever asked pins the method that needs it
        } finally {
            Pin.exit();
        }
        return null;
    }
}
