package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What JDK 21 and later keep for each thread beside its locals: the container that started it, the scopes that it has
 * opened, and its cache of scoped values. {@code Thread.start(ThreadContainer)} and {@code Thread.exit} of the JDK are the
 * model, which the JVM does not run for user threads. On a JDK without containers nothing here is called, or does anything.
 */
public final class ThreadScopes {
    private static final @Nullable Class<?> CONTAINER = JdkAccess.findClass("jdk.internal.vm.ThreadContainer");
    private static final @Nullable Handles HANDLES = CONTAINER == null ? null : handles(CONTAINER);

    private ThreadScopes() {}

    /** Looks for what is used of the JDK, and fails with one sentence where it is not there. At the start, before any use. */
    public static void init() {
        // by the initialiser of this class
    }

    /** All that is used of the JDK; in their types, {@code Object} stands for the JDK's own. */
    private record Handles(
            MethodHandle setContainer,
            MethodHandle container,
            MethodHandle add,
            MethodHandle remove,
            MethodHandle inherit,
            MethodHandle head,
            MethodHandle popAll,
            MethodHandle cache,
            MethodHandle setCache) {}

    private static Handles handles(Class<?> container) {
        MethodHandles.Lookup lookup = JdkAccess.init();
        MethodType taking = MethodType.methodType(void.class, container);
        MethodType ofThread = MethodType.methodType(void.class, Thread.class);
        try {
            Class<?> scope = Class.forName("jdk.internal.vm.StackableScope");
            return new Handles(
                    erased(lookup.findVirtual(Thread.class, "setThreadContainer", taking)),
                    erased(lookup.findVirtual(Thread.class, "threadContainer", MethodType.methodType(container))),
                    erased(first(lookup, container, ofThread, "add", "onStart")),
                    erased(first(lookup, container, ofThread, "remove", "onExit")),
                    erased(lookup.findVirtual(Thread.class, "inheritScopedValueBindings", taking)),
                    erased(lookup.findGetter(Thread.class, "headStackableScopes", scope)),
                    lookup.findStatic(scope, "popAll", MethodType.methodType(void.class)),
                    lookup.findStatic(Thread.class, "scopedValueCache", MethodType.methodType(Object[].class)),
                    lookup.findStatic(Thread.class, "setScopedValueCache", MethodType.methodType(void.class, Object[].class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("threads of a StructuredTaskScope could not be started on this JDK: " + e, e);
        }
    }

    /** With {@code Object} for all but {@code Thread} and {@code void}: callers cannot name the JDK's types. */
    private static MethodHandle erased(MethodHandle handle) {
        MethodType type = handle.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            if (type.parameterType(i) != Thread.class) {
                type = type.changeParameterType(i, Object.class);
            }
        }
        return handle.asType(type.returnType() == void.class ? type : type.changeReturnType(Object.class));
    }

    /** By the name that it has had since some JDK, or by the one of before. */
    private static MethodHandle first(MethodHandles.Lookup lookup, Class<?> owner, MethodType type, String now, String before)
            throws ReflectiveOperationException {
        try {
            return lookup.findVirtual(owner, now, type);
        } catch (NoSuchMethodException e) {
            return lookup.findVirtual(owner, before, type);
        }
    }

    private static Handles present() {
        Handles h = HANDLES;
        if (h == null) {
            throw new IllegalStateException("this JDK has no thread containers");
        }
        return h;
    }

    /**
     * As far as {@code Thread.start(ThreadContainer)} before the thread runs. The container may refuse it, with an exception
     * of its own, and the bindings of scoped values may not be those of the container: then the container is as it was.
     */
    static void enter(Thread thread, Object container) {
        Handles h = present();
        try {
            h.setContainer.invokeExact(thread, container);
            h.add.invokeExact(container, thread);
            try {
                h.inherit.invokeExact(thread, container);
            } catch (Throwable t) {
                h.remove.invokeExact(container, thread);
                throw t;
            }
        } catch (Throwable t) {
            throw thrown(t);
        }
    }

    /** Undoes {@link #enter} for a thread that could not be begun. */
    static void leave(Thread thread, Object container) {
        try {
            present().remove.invokeExact(container, thread);
        } catch (Throwable t) {
            throw thrown(t);
        }
    }

    /**
     * As {@code Thread.exit}: closes what scopes the thread has left open, which waits for their threads and only itself can
     * do, and tells its container.
     */
    static void onExit(UserThread user) {
        Handles h = HANDLES;
        if (h == null) {
            return;
        }
        Thread thread = user.thread();
        try {
            try {
                Object opened = (Object) h.head.invokeExact(thread);
                if (opened != null && UserThread.current() == user) {
                    h.popAll.invokeExact();
                }
            } finally {
                Object container = (Object) h.container.invokeExact(thread);
                if (container != null) {
                    h.remove.invokeExact(container, thread);
                }
            }
        } catch (Throwable t) {
            throw thrown(t);
        }
    }

    /** {@code Thread.scopedValueCache}, which the JVM keeps for each carrier: bindings are of threads. */
    public static Object @Nullable [] cache() {
        UserThread u = UserThread.current();
        if (u != null) {
            return u.scopedValueCache();
        }
        try {
            return (Object[]) present().cache.invokeExact();
        } catch (Throwable t) {
            throw thrown(t);
        }
    }

    /** {@code Thread.setScopedValueCache}. */
    public static void setCache(Object @Nullable [] cache) {
        UserThread u = UserThread.current();
        if (u != null) {
            u.setScopedValueCache(cache);
            return;
        }
        try {
            present().setCache.invokeExact(cache);
        } catch (Throwable t) {
            throw thrown(t);
        }
    }

    /** What the JDK throws here is for the caller, who asked for it by the JDK's own method. */
    private static RuntimeException thrown(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        } else if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }
}
