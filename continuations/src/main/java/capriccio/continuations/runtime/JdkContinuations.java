package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The one place that reaches {@code jdk.internal.vm.Continuation}; only loaded for {@link JdkBackend}. */
final class JdkContinuations {
    private static final Object SCOPE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            MethodHandles.Lookup lookup = TwinLinker.lookupIn(type);
            SCOPE = (Object) lookup.findConstructor(scope, MethodType.methodType(void.class, String.class))
                    .asType(MethodType.methodType(Object.class, String.class))
                    .invokeExact("capriccio");
            NEW = lookup.findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class))
                    .asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
            RUN = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            IS_DONE = lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            YIELD = lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
                    .asType(MethodType.methodType(boolean.class, Object.class));
        } catch (Throwable t) {
            throw new IllegalStateException("this JDK has moved a member of jdk.internal.vm.Continuation: " + t.getMessage(), t);
        }
    }

    private JdkContinuations() {}

    static Object create(Runnable body) {
        try {
            return (Object) NEW.invokeExact(SCOPE, body);
        } catch (Throwable t) {
            throw VirtualThreads.rethrow(t);
        }
    }

    /** Runs it until it yields or ends; true if it has ended. */
    static boolean run(Object continuation) {
        try {
            RUN.invokeExact(continuation);
            return (boolean) IS_DONE.invokeExact(continuation);
        } catch (Throwable t) {
            throw VirtualThreads.rethrow(t);
        }
    }

    /** Leaves the innermost; the JDK throws {@link IllegalStateException} if a frame pins it. */
    static void yieldNow() {
        try {
            boolean unused = (boolean) YIELD.invokeExact(SCOPE);
        } catch (Throwable t) {
            throw VirtualThreads.rethrow(t);
        }
    }
}
