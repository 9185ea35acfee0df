package capriccio.iointercept.runtime;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;

/** The JDK's socket and epoll entries, with the forms that they have on each JDK. */
final class Natives {
    private static final String NET = "sun.nio.ch.Net";
    private static final String EPOLL = "sun.nio.ch.EPoll";
    private static final String IO_UTIL = "sun.nio.ch.IOUtil";

    static final MethodHandle SOCKET = make("socket", new Class<?>[] {boolean.class}, new Class<?>[0]);
    static final MethodHandle SERVER_SOCKET = make("serverSocket", new Class<?>[] {boolean.class}, new Class<?>[0]);
    static final MethodHandle SOCKET_OF_FAMILY =
            make("socket", new Class<?>[] {ProtocolFamily.class, boolean.class}, new Class<?>[] {ProtocolFamily.class});
    static final MethodHandle SERVER_SOCKET_OF_FAMILY = make(
            "serverSocket", new Class<?>[] {ProtocolFamily.class, boolean.class}, new Class<?>[] {ProtocolFamily.class});

    private static final MethodHandle CREATE = find(EPOLL, "create", int.class);
    private static final MethodHandle CTL = find(EPOLL, "ctl", int.class, int.class, int.class, int.class, int.class);
    private static final MethodHandle WAIT = find(EPOLL, "wait", int.class, int.class, long.class, int.class, int.class);
    private static final MethodHandle ALLOCATE = find(EPOLL, "allocatePollArray", long.class, int.class);
    private static final MethodHandle EVENT = find(EPOLL, "getEvent", long.class, long.class, int.class);
    private static final MethodHandle EVENT_FD = find(EPOLL, "getDescriptor", int.class, long.class);
    private static final MethodHandle EVENT_BITS = find(EPOLL, "getEvents", int.class, long.class);
    private static final MethodHandle MAKE_PIPE = find(IO_UTIL, "makePipe", long.class, boolean.class);
    private static final MethodHandle WRITE1 = find(IO_UTIL, "write1", int.class, int.class, byte.class);
    private static final MethodHandle DRAIN = find(IO_UTIL, "drain", boolean.class, int.class);

    private static final MethodHandle NATIVE_THREAD = find("sun.nio.ch.NativeThread", "current", long.class);
    private static final MethodHandle ACCEPT =
            find(NET, "accept", int.class, FileDescriptor.class, FileDescriptor.class, InetSocketAddress[].class);
    private static final MethodHandle REGISTER_CLEANUP =
            find("java.io.FileCleanable", "register", void.class, FileDescriptor.class);
    private static final MethodHandle SIGNAL = find("sun.nio.ch.NativeThread", "signal", void.class, long.class);

    /** With {@code Object} for the dispatcher, whose type callers cannot name. */
    private static final MethodHandle PRE_CLOSE = preClose();

    private static final MethodHandle CLOSE =
            ofDispatcher("close", FileDescriptor.class).asType(MethodType.methodType(void.class, Object.class, FileDescriptor.class));

    private Natives() {}

    private static MethodHandle find(String owner, String name, Class<?> returns, Class<?>... parameters) {
        return JdkAccess.findStatic(owner, name, MethodType.methodType(returns, parameters));
    }

    private static MethodHandle make(String name, Class<?>[] parameters, Class<?>[] newer) {
        try {
            return find(NET, name, FileDescriptor.class, parameters);
        } catch (IllegalStateException e) {
            return find(NET, name, FileDescriptor.class, newer);
        }
    }

    /** Newer JDKs' takes the threads to signal as well; the others' drops them. */
    private static MethodHandle preClose() {
        MethodHandle found;
        try {
            found = ofDispatcher("preClose", FileDescriptor.class, long.class, long.class);
        } catch (IllegalStateException e) {
            found = MethodHandles.dropArguments(ofDispatcher("preClose", FileDescriptor.class), 2, long.class, long.class);
        }
        return found.asType(MethodType.methodType(void.class, Object.class, FileDescriptor.class, long.class, long.class));
    }

    private static MethodHandle ofDispatcher(String name, Class<?>... parameters) {
        try {
            Class<?> dispatcher = Class.forName("sun.nio.ch.NativeDispatcher");
            return JdkAccess.init().findVirtual(dispatcher, name, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("sockets could not be closed on this JDK: " + e, e);
        }
    }

    static void preClose(Object dispatcher, FileDescriptor fd, long reader, long writer) throws IOException {
        try {
            PRE_CLOSE.invokeExact(dispatcher, fd, reader, writer);
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static void close(Object dispatcher, FileDescriptor fd) throws IOException {
        try {
            CLOSE.invokeExact(dispatcher, fd);
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static int accept(FileDescriptor listener, FileDescriptor fresh, InetSocketAddress[] from) throws IOException {
        try {
            return (int) ACCEPT.invokeExact(listener, fresh, from);
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    /** {@code FileCleanable.register}. */
    static void registerCleanup(FileDescriptor fd) {
        try {
            REGISTER_CLEANUP.invokeExact(fd);
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static long nativeThread() {
        try {
            return (long) NATIVE_THREAD.invokeExact();
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static void signal(long id) {
        try {
            SIGNAL.invokeExact(id);
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static int create() throws IOException {
        try {
            return (int) CREATE.invokeExact();
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static int ctl(int epoll, int operation, int fd, int events) {
        try {
            return (int) CTL.invokeExact(epoll, operation, fd, events);
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static int epollWait(int epoll, long array, int count, int millis) throws IOException {
        try {
            return (int) WAIT.invokeExact(epoll, array, count, millis);
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static long allocate(int count) {
        try {
            return (long) ALLOCATE.invokeExact(count);
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static int eventFd(long array, int i) {
        try {
            return (int) EVENT_FD.invokeExact((long) EVENT.invokeExact(array, i));
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static int eventBits(long array, int i) {
        try {
            return (int) EVENT_BITS.invokeExact((long) EVENT.invokeExact(array, i));
        } catch (Throwable t) {
            throw JdkAccess.unexpected(t);
        }
    }

    static long makePipe() throws IOException {
        try {
            return (long) MAKE_PIPE.invokeExact(false);
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static void write1(int fd) throws IOException {
        try {
            int n = (int) WRITE1.invokeExact(fd, (byte) 1);
            assert n <= 1;
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }

    static void drain(int fd) throws IOException {
        try {
            boolean any = (boolean) DRAIN.invokeExact(fd);
            assert any || fd >= 0;
        } catch (Throwable t) {
            throw JdkAccess.io(t);
        }
    }
}
