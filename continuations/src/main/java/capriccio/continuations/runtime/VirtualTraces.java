package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces of virtual threads whose scheduler is ours. The JDK's {@code getStackTrace} asks a scheduler to run a thread
 * that it has looked at, for that may have lost its turn meanwhile; ours would run a parked thread.
 */
final class VirtualTraces {
    private static final MethodHandle MOUNTED;
    private static final MethodHandle CONTINUATION;
    private static final MethodHandle UNMOUNTED;
    private static final MethodHandle WALKER;
    /** The innermost of the segments in which the JVM keeps the frames; the next one; words in all, and of those not in use. */
    private static final MethodHandle SEGMENT;

    private static final MethodHandle NEXT;
    private static final MethodHandle WORDS;
    private static final MethodHandle FREE;

    static {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = TwinLinker.lookupIn(type);
            MethodType trace = MethodType.methodType(StackTraceElement[].class);
            MOUNTED = lookup.findSpecial(Thread.class, "asyncGetStackTrace", trace, type)
                    .asType(MethodType.methodType(StackTraceElement[].class, Thread.class));
            CONTINUATION = lookup.findGetter(type, "cont", continuation).asType(MethodType.methodType(Object.class, Thread.class));
            MethodHandles.Lookup inside = TwinLinker.lookupIn(continuation);
            UNMOUNTED = inside.findVirtual(continuation, "getStackTrace", trace)
                    .asType(MethodType.methodType(StackTraceElement[].class, Object.class));
            WALKER = inside.findVirtual(continuation, "stackWalker", MethodType.methodType(StackWalker.class))
                    .asType(MethodType.methodType(StackWalker.class, Object.class));
            Class<?> segment = Class.forName("jdk.internal.vm.StackChunk");
            MethodHandles.Lookup within = TwinLinker.lookupIn(segment);
            MethodType toObject = MethodType.methodType(Object.class, Object.class);
            MethodType toInt = MethodType.methodType(int.class, Object.class);
            SEGMENT = inside.findGetter(continuation, "tail", segment).asType(toObject);
            NEXT = within.findGetter(segment, "parent", segment).asType(toObject);
            WORDS = within.findGetter(segment, "size", int.class).asType(toInt);
            FREE = within.findGetter(segment, "sp", int.class).asType(toInt);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has moved a member of its continuations: " + e.getMessage(), e);
        }
    }

    private VirtualTraces() {}

    /** Fails if this JDK does not show the frames of {@code virtual}, which is off its carrier. */
    static void check(Thread virtual) {
        if (depth(virtual) <= 0 || walker(virtual).walk(Stream::count) == 0) {
            throw new IllegalStateException("this JDK does not show the frames of a virtual thread that has left its carrier");
        }
    }

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

    /** Walks the frames of a thread that is not mounted, and will not be before it is done. */
    static StackWalker walker(Thread virtual) {
        try {
            return (StackWalker) WALKER.invokeExact((Object) CONTINUATION.invokeExact(virtual));
        } catch (Throwable t) {
            throw new IllegalStateException("no stack trace", t);
        }
    }

    /** How many words the frames of such a thread take. */
    static long depth(Thread virtual) {
        try {
            long words = 0;
            Object segment = (Object) SEGMENT.invokeExact((Object) CONTINUATION.invokeExact(virtual));
            while (segment != null) {
                words += (int) WORDS.invokeExact(segment) - (int) FREE.invokeExact(segment);
                segment = (Object) NEXT.invokeExact(segment);
            }
            return words;
        } catch (Throwable t) {
            throw new IllegalStateException("no stack depth", t);
        }
    }
}
