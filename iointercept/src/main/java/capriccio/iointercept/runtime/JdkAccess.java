package capriccio.iointercept.runtime;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.net.ProtocolFamily;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Every JDK internal that interception uses, resolved once at start. Whatever is missing on a JDK is named by {@link
 * #init}, before anything is woven.
 */
public final class JdkAccess {
    private static final MethodHandles.Lookup TRUSTED = trusted();

    /** The last of the places in {@code java.lang.Shutdown}, which runs them in order. */
    private static final int LAST_HOOK = 9;

    private static final Object UNSAFE;
    private static final MethodHandle PARK;
    private static final MethodHandle UNPARK;
    private static final MethodHandle PUT_REFERENCE;
    private static final MethodHandle GET_REFERENCE;
    /** The object and the offset of the field that holds a thread's Runnable. */
    private static final long TASK_OFFSET;

    private static final @Nullable VarHandle HOLDER;
    private static final VarHandle INTERRUPTED;
    private static final Class<?> TERMINATING_LOCAL;

    private static final VarHandle PARK_BLOCKER;
    private static final VarHandle BLOCKER;
    /** The thread's own lock of its blocker. */
    private static final VarHandle BLOCKER_LOCK;
    private static final MethodHandle INTERRUPT_BLOCKER;
    /** The second half of an interruption, since 22 or so: done without the thread's lock. */
    private static final @Nullable MethodHandle POST_INTERRUPT;

    /** The JDK's own guess whether to spin, since 22 or so. */
    private static final @Nullable MethodHandle HAS_KNOWN_QUEUED_WORK;

    private static final VarHandle INPUT_PATH;
    private static final VarHandle OUTPUT_PATH;
    private static final MethodHandle FD_VALUE;
    private static final MethodHandle CONFIGURE_BLOCKING;
    private static final MethodHandle NET_POLL;

    static {
        try {
            Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
            MethodHandle get = TRUSTED.findStatic(unsafe, "getUnsafe", MethodType.methodType(unsafe));
            UNSAFE = get.invoke();
            PARK = TRUSTED.findVirtual(unsafe, "park", MethodType.methodType(void.class, boolean.class, long.class))
                    .bindTo(UNSAFE);
            UNPARK = TRUSTED.findVirtual(unsafe, "unpark", MethodType.methodType(void.class, Object.class))
                    .bindTo(UNSAFE);
            PUT_REFERENCE = TRUSTED.findVirtual(
                            unsafe,
                            "putReference",
                            MethodType.methodType(void.class, Object.class, long.class, Object.class))
                    .bindTo(UNSAFE);
            GET_REFERENCE = TRUSTED.findVirtual(
                            unsafe, "getReferenceVolatile", MethodType.methodType(Object.class, Object.class, long.class))
                    .bindTo(UNSAFE);
            MethodHandle offset = TRUSTED.findVirtual(
                            unsafe, "objectFieldOffset", MethodType.methodType(long.class, Class.class, String.class))
                    .bindTo(UNSAFE);
            if (Runtime.version().feature() >= 19) {
                Class<?> holder = Class.forName("java.lang.Thread$FieldHolder");
                HOLDER = TRUSTED.findVarHandle(Thread.class, "holder", holder);
                TASK_OFFSET = (long) offset.invoke(holder, "task");
            } else {
                HOLDER = null;
                TASK_OFFSET = (long) offset.invoke(Thread.class, "target");
            }
            INTERRUPTED = TRUSTED.findVarHandle(Thread.class, "interrupted", boolean.class);
            PARK_BLOCKER = TRUSTED.findVarHandle(Thread.class, "parkBlocker", Object.class);
            Class<?> interruptible = Class.forName("sun.nio.ch.Interruptible");
            boolean renamed = Runtime.version().feature() >= 21;
            BLOCKER = TRUSTED.findVarHandle(Thread.class, renamed ? "nioBlocker" : "blocker", interruptible);
            BLOCKER_LOCK = TRUSTED.findVarHandle(Thread.class, renamed ? "interruptLock" : "blockerLock", Object.class);
            INTERRUPT_BLOCKER = TRUSTED.findVirtual(
                    interruptible, "interrupt", MethodType.methodType(void.class, Thread.class));
            POST_INTERRUPT = optionalVirtual(interruptible, "postInterrupt");
            HAS_KNOWN_QUEUED_WORK = optionalStatic(ForkJoinWorkerThread.class, "hasKnownQueuedWork", MethodType.methodType(boolean.class));
            TERMINATING_LOCAL = Class.forName("jdk.internal.misc.TerminatingThreadLocal");
            INPUT_PATH = TRUSTED.findVarHandle(FileInputStream.class, "path", String.class);
            OUTPUT_PATH = TRUSTED.findVarHandle(FileOutputStream.class, "path", String.class);
            Class<?> ioUtil = Class.forName("sun.nio.ch.IOUtil");
            FD_VALUE = TRUSTED.findStatic(ioUtil, "fdVal", MethodType.methodType(int.class, FileDescriptor.class));
            CONFIGURE_BLOCKING = TRUSTED.findStatic(
                    ioUtil,
                    "configureBlocking",
                    MethodType.methodType(void.class, FileDescriptor.class, boolean.class));
            NET_POLL = TRUSTED.findStatic(
                    Class.forName("sun.nio.ch.Net"),
                    "poll",
                    MethodType.methodType(int.class, FileDescriptor.class, int.class, long.class));
        } catch (Throwable t) {
            throw new ExceptionInInitializerError(t);
        }
    }

    private JdkAccess() {}

    private static MethodHandles.Lookup trusted() {
        try {
            java.lang.reflect.Field f = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
            f.setAccessible(true);
            return (MethodHandles.Lookup) f.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Resolves everything; throws {@code ExceptionInInitializerError} naming what this JDK lacks. */
    public static MethodHandles.Lookup init() {
        return TRUSTED;
    }

    /** Runs {@code last} when the JVM ends, after its shutdown hooks and after what {@code deleteOnExit} deletes. */
    static void atTheVeryEnd(Runnable last) {
        MethodType type = MethodType.methodType(void.class, int.class, boolean.class, Runnable.class);
        try {
            findStatic("java.lang.Shutdown", "add", type).invoke(LAST_HOOK, false, last);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Tells tools that attach to this JVM something of its agents. */
    public static void announce(String key, String value) {
        try {
            MethodType type = MethodType.methodType(java.util.Properties.class);
            ((java.util.Properties) findStatic("jdk.internal.vm.VMSupport", "getAgentProperties", type).invoke()).setProperty(key, value);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static MethodHandle findStatic(String owner, String name, MethodType type) {
        try {
            return TRUSTED.findStatic(Class.forName(owner), name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no " + owner + "." + name + type, e);
        }
    }

    /** Null if this JDK has none. */
    static @Nullable Class<?> findClass(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Null if this JDK has none. */
    static @Nullable VarHandle findField(Class<?> owner, String name, Class<?> type) {
        try {
            return TRUSTED.findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static @Nullable MethodHandle optionalStatic(Class<?> owner, String name, MethodType type) throws IllegalAccessException {
        try {
            return TRUSTED.findStatic(owner, name, type);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** For a platform thread, or a virtual one of the program's own. */
    static boolean hasKnownQueuedWork() {
        if (HAS_KNOWN_QUEUED_WORK == null) {
            return false;
        }
        try {
            return (boolean) HAS_KNOWN_QUEUED_WORK.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static @Nullable MethodHandle optionalVirtual(Class<?> owner, String name) throws IllegalAccessException {
        try {
            return TRUSTED.findVirtual(owner, name, MethodType.methodType(void.class));
        } catch (NoSuchMethodException e) {
            return null; // this JDK has no such step
        }
    }

    /** Blocks the platform thread, as {@code Unsafe.park}. */
    static void park(boolean absolute, long time) {
        try {
            PARK.invokeExact(absolute, time);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void unpark(Object thread) {
        try {
            UNPARK.invokeExact(thread);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** What {@code Thread.run} would run; null if nothing. */
    static @Nullable Object task(Thread thread) {
        try {
            Object base = HOLDER == null ? thread : (Object) HOLDER.get(thread);
            return base == null ? null : (Object) GET_REFERENCE.invokeExact(base, TASK_OFFSET);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void setTask(Thread thread, @Nullable Object task) {
        try {
            Object base = HOLDER == null ? thread : (Object) HOLDER.get(thread);
            PUT_REFERENCE.invokeExact(base, TASK_OFFSET, task);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean interrupted(Thread thread) {
        return (boolean) INTERRUPTED.getVolatile(thread);
    }

    static void setInterrupted(Thread thread, boolean value) {
        INTERRUPTED.setVolatile(thread, value);
    }

    static void setParkBlocker(Thread thread, @Nullable Object blocker) {
        PARK_BLOCKER.setOpaque(thread, blocker); // as LockSupport does
    }

    /** Waits for an interrupt under way: an operation that ends now learns of it, not the next one. */
    static void blockedOn(Thread thread, @Nullable Object blocker) {
        synchronized ((Object) BLOCKER_LOCK.get(thread)) {
            BLOCKER.setVolatile(thread, blocker);
        }
    }

    /** True in a blocking operation of a channel. */
    static boolean isBlockedOn(Thread thread) {
        return (Object) BLOCKER.getVolatile(thread) != null;
    }

    /** Closes the channel in whose operation the thread is blocked, if any. */
    static void interruptBlocker(Thread thread) {
        try {
            Object blocker;
            synchronized ((Object) BLOCKER_LOCK.get(thread)) {
                blocker = (Object) BLOCKER.getVolatile(thread);
                if (blocker != null) {
                    INTERRUPT_BLOCKER.invoke(blocker, thread);
                }
            }
            if (blocker != null && POST_INTERRUPT != null) {
                POST_INTERRUPT.invoke(blocker);
            }
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static boolean isCarrierLocal(ThreadLocal<?> local) {
        return TERMINATING_LOCAL.isInstance(local);
    }

    /** Null if the stream has none. */
    static @Nullable FileDescriptor descriptorOf(FileInputStream in) {
        try {
            return in.getFD();
        } catch (IOException e) {
            return null;
        }
    }

    /** Null if the stream has none. */
    static @Nullable FileDescriptor descriptorOf(FileOutputStream out) {
        try {
            return out.getFD();
        } catch (IOException e) {
            return null;
        }
    }

    /** Opened by its name, not around a descriptor. */
    static boolean hasPath(FileInputStream in) {
        return (String) INPUT_PATH.get(in) != null;
    }

    static boolean hasPath(FileOutputStream out) {
        return (String) OUTPUT_PATH.get(out) != null;
    }

    static int fdValue(FileDescriptor fd) {
        try {
            return (int) FD_VALUE.invokeExact(fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void configureBlocking(FileDescriptor fd, boolean blocking) throws IOException {
        try {
            CONFIGURE_BLOCKING.invokeExact(fd, blocking);
        } catch (Throwable t) {
            throw io(t);
        }
    }

    static int netPoll(FileDescriptor fd, int events, long millis) throws IOException {
        try {
            return (int) NET_POLL.invokeExact(fd, events, millis);
        } catch (Throwable t) {
            throw io(t);
        }
    }

    static FileDescriptor socket(MethodHandle make, @Nullable ProtocolFamily family, boolean flag) throws IOException {
        try {
            return switch (make.type().parameterCount()) {
                case 0 -> (FileDescriptor) make.invoke();
                case 1 -> family == null ? (FileDescriptor) make.invoke(flag) : (FileDescriptor) make.invoke(family);
                default -> (FileDescriptor) make.invoke(family, flag);
            };
        } catch (Throwable t) {
            throw io(t);
        }
    }

    static IOException io(Throwable t) {
        if (t instanceof IOException e) {
            return e;
        }
        throw unexpected(t);
    }

    static RuntimeException unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }
}
