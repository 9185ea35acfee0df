package capriccio.continuations.runtime;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Which methods linked twins stand for, by class name, for stack traces. Keeps no class alive. */
final class Twins {
    private static final HashMap<String, Named> METHODS = new HashMap<>(); // guarded by itself
    private static final ReferenceQueue<WovenMethod> gone = new ReferenceQueue<>();

    private Twins() {}

    static void name(Twin twin, WovenMethod method) {
        synchronized (METHODS) {
            for (Object n = gone.poll(); n != null; n = gone.poll()) {
                METHODS.remove(((Named) n).name, n);
            }
            Named named = new Named(twin.getClass().getName(), method);
            METHODS.put(named.name, named);
        }
    }

    /** Null if that is no twin's class. */
    static @Nullable WovenMethod method(String className) {
        if (className.indexOf('/') < 0) {
            return null; // no hidden class
        }
        synchronized (METHODS) {
            Named named = METHODS.get(className);
            return named == null ? null : named.get();
        }
    }

    private static final class Named extends WeakReference<WovenMethod> {
        final String name;

        Named(String name, WovenMethod method) {
            super(method, gone);
            this.name = name;
        }
    }
}
