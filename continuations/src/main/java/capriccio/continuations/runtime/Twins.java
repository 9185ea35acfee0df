package capriccio.continuations.runtime;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Which methods linked twins stand for, by class name, for stack traces. Keeps no method, for that keeps its loader. */
final class Twins {
    private static final HashMap<String, WeakReference<WovenMethod>> METHODS = new HashMap<>(); // guarded by itself
    private static int sweepAt = 1024;

    private Twins() {}

    static void name(Twin twin, WovenMethod method) {
        synchronized (METHODS) {
            if (METHODS.size() >= sweepAt) {
                METHODS.values().removeIf(new Gone());
                sweepAt = 2 * METHODS.size() + 1024;
            }
            METHODS.put(twin.getClass().getName(), new WeakReference<>(method));
        }
    }

    private static final class Gone implements java.util.function.Predicate<WeakReference<WovenMethod>> {
        @Override
        public boolean test(WeakReference<WovenMethod> method) {
            return method.get() == null;
        }
    }

    /** Null if that is no twin's class. */
    static @Nullable WovenMethod method(String className) {
        if (className.indexOf('/') < 0) {
            return null; // no hidden class
        }
        synchronized (METHODS) {
            WeakReference<WovenMethod> method = METHODS.get(className);
            return method == null ? null : method.get();
        }
    }
}
