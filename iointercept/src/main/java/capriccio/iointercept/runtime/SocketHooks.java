package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for what the JDK's socket code calls: descriptors stay in non-blocking mode, and the wait for readiness
 * parks the user thread. Woven itself, because {@link #poll} suspends.
 */
public final class SocketHooks {
    static final int POLLIN = 1;
    static final int POLLOUT = 4;

    /** In place of an OS thread's id, for a user thread that will park: its carrier must not be signalled. */
    private static final long PARKED = -2;

    private static volatile @Nullable EpollPoller poller;

    private SocketHooks() {}

    public static void enable(EpollPoller p) {
        poller = p;
    }

    /** {@code Net.poll}: waits at most {@code millis} (negative: for ever) for the events; 0 if none came. */
    public static int poll(FileDescriptor fd, int events, long millis) throws IOException {
        UserThread me = UserThread.current();
        EpollPoller p = poller;
        if (me == null || p == null || millis == 0) {
            return JdkAccess.netPoll(fd, events, millis);
        }
        Descriptor d = p.descriptor(fd);
        boolean reads = (events & POLLIN) != 0;
        if (!d.await(reads, me)) {
            return events; // became ready since the last look
        }
        boolean timed = millis > 0;
        long deadline = timed ? System.nanoTime() + millis * 1_000_000 : 0;
        try {
            while (!d.isReady(reads)) {
                if (timed && deadline - System.nanoTime() <= 0) {
                    return 0;
                }
                UserThread.park(timed, deadline);
            }
            return events;
        } finally {
            d.endAwait(reads);
        }
    }

    /** {@code NativeThread.current}. */
    public static long nativeThread() {
        return UserThread.canSuspend() ? PARKED : Natives.nativeThread();
    }

    /** {@code NativeThread.signal}: a parked user thread learns of the change from the poller. */
    public static void signal(long id) {
        if (id != PARKED) {
            Natives.signal(id);
        }
    }

    /** {@code IOUtil.configureBlocking} of a socket: a blocking socket is non-blocking underneath. */
    public static void configureBlocking(FileDescriptor fd, boolean blocking) throws IOException {
        JdkAccess.configureBlocking(fd, false);
    }

    public static FileDescriptor socket(boolean stream) throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SOCKET, null, stream));
    }

    public static FileDescriptor socket() throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SOCKET, null, true));
    }

    public static FileDescriptor socket(ProtocolFamily family, boolean stream) throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SOCKET_OF_FAMILY, family, stream));
    }

    public static FileDescriptor serverSocket(boolean stream) throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SERVER_SOCKET, null, stream));
    }

    public static FileDescriptor serverSocket() throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SERVER_SOCKET, null, true));
    }

    public static FileDescriptor serverSocket(ProtocolFamily family, boolean stream) throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SERVER_SOCKET_OF_FAMILY, family, stream));
    }

    public static FileDescriptor serverSocket(ProtocolFamily family) throws IOException {
        return nonBlocking(JdkAccess.socket(Natives.SERVER_SOCKET_OF_FAMILY, family, true));
    }

    private static FileDescriptor nonBlocking(FileDescriptor fd) throws IOException {
        JdkAccess.configureBlocking(fd, false);
        return fd;
    }

    /** {@code IOUtil.makePipe} for the ends of a {@code Pipe}: non-blocking underneath, as sockets are. */
    public static long makePipe(boolean blocking) throws IOException {
        return Natives.makePipe();
    }

    /** {@code NativeDispatcher.preClose}: whoever waits on the descriptor must see that it is closing. */
    public static void preClose(Object dispatcher, FileDescriptor fd, long reader, long writer) throws IOException {
        EpollPoller p = poller;
        int value = JdkAccess.fdValue(fd);
        Natives.preClose(dispatcher, fd, reader == PARKED ? 0 : reader, writer == PARKED ? 0 : writer);
        if (p != null) {
            p.closed(value, fd);
        }
    }

    public static void preClose(Object dispatcher, FileDescriptor fd) throws IOException {
        preClose(dispatcher, fd, 0, 0);
    }
}
