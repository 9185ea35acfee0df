package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces of virtual threads whose scheduler is ours. The JDK's {@code getStackTrace} asks a scheduler to run a thread
 * that it has looked at, for that may have lost its turn meanwhile; ours would run a parked thread.
 */
final class VirtualTraces {
    private static final MethodHandle MOUNTED;
    private static final MethodHandle CONTINUATION;
    private static final MethodHandle UNMOUNTED;

    static {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = TwinLinker.lookupIn(type);
            MethodType trace = MethodType.methodType(StackTraceElement[].class);
            MOUNTED = lookup.findSpecial(Thread.class, "asyncGetStackTrace", trace, type)
                    .asType(MethodType.methodType(StackTraceElement[].class, Thread.class));
            CONTINUATION = lookup.findGetter(type, "cont", continuation).asType(MethodType.methodType(Object.class, Thread.class));
            UNMOUNTED = TwinLinker.lookupIn(continuation).findVirtual(continuation, "getStackTrace", trace)
                    .asType(MethodType.methodType(StackTraceElement[].class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has moved a member of java.lang.VirtualThread: " + e.getMessage(), e);
        }
    }

    private VirtualTraces() {}

    /** Of a thread that is mounted; null, or empty, if it is not any more. */
    static StackTraceElement @Nullable [] mounted(Thread virtual) {
        try {
            return (StackTraceElement @Nullable []) MOUNTED.invokeExact(virtual);
        } catch (Throwable t) {
            throw new IllegalStateException("no stack trace", t);
        }
    }

    /** Of a thread that is not mounted, and will not be before this returns. */
    static StackTraceElement[] unmounted(Thread virtual) {
        try {
            return (StackTraceElement[]) UNMOUNTED.invokeExact((Object) CONTINUATION.invokeExact(virtual));
        } catch (Throwable t) {
            throw new IllegalStateException("no stack trace", t);
        }
    }
}
