package capriccio.continuations.runtime;

import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Which methods linked twins stand for, by class name, for stack traces. */
final class Twins {
    private static final HashMap<String, WovenMethod> METHODS = new HashMap<>(); // guarded by itself

    private Twins() {}

    static void name(Twin twin, WovenMethod method) {
        synchronized (METHODS) {
            METHODS.put(twin.getClass().getName(), method);
        }
    }

    /** Null if that is no twin's class. */
    static @Nullable WovenMethod method(String className) {
        if (className.indexOf('/') < 0) {
            return null; // no hidden class
        }
        synchronized (METHODS) {
            return METHODS.get(className);
        }
    }
}
