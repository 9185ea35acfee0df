package capriccio.bench.micro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * {@code jdk.internal.vm.Continuation}, without a scheduler: the thread that measures resumes it. Needs {@code
 * --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}. The handles are constants, so that they cost nothing once compiled.
 */
public final class JdkContinuationYields implements YieldPeer {
    private static final Object SCOPE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
        try {
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SCOPE = scope.getConstructor(String.class).newInstance("bench");
            NEW = lookup.findConstructor(continuation, MethodType.methodType(void.class, scope, Runnable.class))
                    .asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
                    .asType(MethodType.methodType(void.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public void leaf(int depth, Gate gate) {
        resume(() -> downForEver(depth), gate);
    }

    @Override
    public void descend(int depth, Gate gate) {
        resume(
                () -> {
                    while (true) {
                        down(depth);
                    }
                },
                gate);
    }

    private static void resume(Runnable body, Gate gate) {
        try {
            Object continuation = (Object) NEW.invokeExact(SCOPE, body);
            while (gate.next()) {
                for (int i = gate.operations(); i > 0; i--) {
                    RUN.invokeExact(continuation);
                }
            }
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static int downForEver(int depth) {
        if (depth > 1) {
            return downForEver(depth - 1) + 1;
        }
        while (true) {
            yieldNow();
        }
    }

    private static int down(int depth) {
        if (depth > 1) {
            return down(depth - 1) + 1;
        }
        yieldNow();
        return 1;
    }

    private static void yieldNow() {
        try {
            YIELD.invokeExact(SCOPE);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
