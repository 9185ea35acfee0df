package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What lives as long as a class loader and does not keep it alive, even if it refers to it: values are held by the loader
 * itself, in the map that the JDK has there for values of its own ({@code jdk.internal.loader.ClassLoaderValue}).
 */
public final class LoaderValues {
    /** Of loaders that live as long as the JVM; guarded by itself. */
    private static final IdentityHashMap<@Nullable Object, Map<Object, Object>> permanent = new IdentityHashMap<>();

    private static @Nullable MethodHandle valuesOf; // guarded by permanent

    private LoaderValues() {}

    /** True if the loader is never unloaded, or cannot be told to hold anything. */
    static boolean isPermanent(@Nullable ClassLoader loader) {
        return handleFor(loader) == null;
    }

    /** The loader's values, by keys that are equal to nobody else's; null is the boot loader. Thread-safe. */
    public static Map<Object, Object> of(@Nullable ClassLoader loader) {
        MethodHandle handle = handleFor(loader);
        if (handle == null) {
            synchronized (permanent) {
                return permanent.computeIfAbsent(loader, l -> new ConcurrentHashMap<>());
            }
        }
        try {
            @SuppressWarnings("unchecked") // each user reads what it wrote, by its own key
            Map<Object, Object> values = (Map<Object, Object>) handle.invoke(loader);
            return values;
        } catch (Throwable t) {
            throw new IllegalStateException("a class loader has no map of values", t);
        }
    }

    /** Null for a permanent loader, and for all without the trusted lookup, as when jars are analysed. */
    private static @Nullable MethodHandle handleFor(@Nullable ClassLoader loader) {
        if (loader == null
                || loader == ClassLoader.getSystemClassLoader()
                || loader == ClassLoader.getPlatformClassLoader()) {
            return null;
        }
        synchronized (permanent) {
            if (valuesOf == null && TwinLinker.isInstalled()) {
                try {
                    valuesOf = TwinLinker.lookupIn(ClassLoader.class)
                            .findVirtual(ClassLoader.class, "createOrGetClassLoaderValueMap",
                                    MethodType.methodType(ConcurrentHashMap.class));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("this JDK's class loaders have no map of values", e);
                }
            }
            return valuesOf;
        }
    }
}
