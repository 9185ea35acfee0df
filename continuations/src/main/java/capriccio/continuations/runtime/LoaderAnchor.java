package capriccio.continuations.runtime;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the suspend points of a loader's classes, and through them its twins, as long as the loader lives. */
final class LoaderAnchor {
    private static final Object KEY = new Object();

    final ClassLoader loader;
    private Object[] kept = new Object[16]; // guarded by Sites' lock
    private int size;

    private LoaderAnchor(ClassLoader loader) {
        this.loader = loader;
    }

    /** Null for a loader that is never unloaded. */
    static @Nullable LoaderAnchor of(ClassLoader loader) {
        if (LoaderValues.isPermanent(loader)) {
            return null;
        }
        Map<Object, Object> values = LoaderValues.of(loader);
        Object anchor = values.get(KEY);
        if (anchor == null) {
            Object fresh = new LoaderAnchor(loader);
            anchor = values.putIfAbsent(KEY, fresh);
            anchor = anchor == null ? fresh : anchor;
        }
        return (LoaderAnchor) anchor;
    }

    /** Calls nothing that is woven: frames may be leaving. */
    void add(Object o) {
        if (size == kept.length) {
            kept = Arrays.copyOf(kept, size * 2);
        }
        kept[size++] = o;
    }
}
