package capriccio.iointercept.runtime;

import capriccio.blockinggraph.policy.Admission;
import capriccio.blockinggraph.policy.Arrival;
import capriccio.continuations.runtime.UserThread;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** {@code IOStatus.UNAVAILABLE}. */
    private static final int UNAVAILABLE = -2;

    private static volatile @Nullable EpollPoller poller;

    /** Numbers of what {@code ServerSocket}s of the JDK listen on, whose accept always blocks; those of channels may not. */
    private static final Set<Integer> SERVER_SOCKETS = ConcurrentHashMap.newKeySet();

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
        boolean timed = millis > 0;
        if (d.held) {
            return awaitAdmission(d, me, timed, deadline(millis)) ? events : 0;
        }
        if (!d.await(reads, me)) {
            return events; // became ready since the last look
        }
        try {
            long deadline = timed ? deadline(millis) : 0;
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

    private static long deadline(long millis) {
        return System.nanoTime() + millis * 1_000_000;
    }

    /**
     * {@code Net.accept}. While admission holds new work back, an accept that would block if there were none finds no
     * connection, and waits for that by {@link #poll}: so a time-out, a close and an interrupt end it as ever.
     */
    public static int accept(FileDescriptor listener, FileDescriptor fresh, InetSocketAddress[] from) throws IOException {
        if (Entrance.closed() != null && isHeld(listener)) {
            return UNAVAILABLE;
        }
        int n = Natives.accept(listener, fresh, from);
        if (n > 0) {
            Openings.opened(1);
        }
        return n;
    }

    private static boolean isHeld(FileDescriptor listener) throws IOException {
        EpollPoller p = poller;
        if (p == null || !UserThread.canSuspend() || !blocks(listener) || JdkAccess.netPoll(listener, POLLIN, 0) == 0) {
            return false;
        }
        Descriptor d = p.descriptor(listener);
        d.held = !d.admitted;
        d.admitted = false;
        return d.held;
    }

    private static boolean blocks(FileDescriptor listener) {
        return JdkAccess.isBlockedOn(UserThread.currentThread()) || SERVER_SOCKETS.contains(JdkAccess.fdValue(listener));
    }

    /** False if the time is over. True: the next connection may be accepted, or the descriptor is being closed. */
    private static boolean awaitAdmission(Descriptor d, UserThread me, boolean timed, long deadline) {
        d.held = false;
        Admission a = Entrance.closed();
        if (a == null) {
            return true;
        }
        Arrival arrival = new Arrival(a, Long.MAX_VALUE);
        try {
            while (!d.isClosing()) {
                long now = System.nanoTime();
                if (Entrance.closed() == null || arrival.mayBegin(now)) {
                    d.admitted = true;
                    me.admitted = true;
                    return true;
                }
                if (timed && deadline - now <= 0) {
                    return false;
                }
                long pause = now + Arrival.PAUSE_NANOS;
                awaitClose(d, me, timed && deadline - pause < 0 ? deadline : pause);
            }
            return true;
        } finally {
            arrival.end();
        }
    }

    /** Further connections wake it, too. That it uses up what tells of them is made up for: who asked looks again. */
    private static void awaitClose(Descriptor d, UserThread me, long until) {
        while (until - System.nanoTime() > 0 && !d.isClosing()) {
            if (d.await(true, me)) {
                try {
                    while (!d.isReady(true) && until - System.nanoTime() > 0) {
                        UserThread.park(true, until);
                    }
                } finally {
                    d.endAwait(true);
                }
            }
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
        return ofServerSocket(JdkAccess.socket(Natives.SERVER_SOCKET, null, stream));
    }

    public static FileDescriptor serverSocket() throws IOException {
        return ofServerSocket(JdkAccess.socket(Natives.SERVER_SOCKET, null, true));
    }

    public static FileDescriptor serverSocket(ProtocolFamily family, boolean stream) throws IOException {
        return ofChannel(JdkAccess.socket(Natives.SERVER_SOCKET_OF_FAMILY, family, stream));
    }

    public static FileDescriptor serverSocket(ProtocolFamily family) throws IOException {
        return ofChannel(JdkAccess.socket(Natives.SERVER_SOCKET_OF_FAMILY, family, true));
    }

    /** {@code NioSocketImpl} asks for no family. */
    private static FileDescriptor ofServerSocket(FileDescriptor fd) throws IOException {
        SERVER_SOCKETS.add(JdkAccess.fdValue(fd));
        return nonBlocking(fd);
    }

    private static FileDescriptor ofChannel(FileDescriptor fd) throws IOException {
        SERVER_SOCKETS.remove(JdkAccess.fdValue(fd)); // of one that was closed
        return nonBlocking(fd);
    }

    private static FileDescriptor nonBlocking(FileDescriptor fd) throws IOException {
        JdkAccess.configureBlocking(fd, false);
        Openings.opened(1);
        return fd;
    }

    /** {@code IOUtil.makePipe} for the ends of a {@code Pipe}: non-blocking underneath, as sockets are. */
    public static long makePipe(boolean blocking) throws IOException {
        if (blocking) {
            Openings.opened(2); // not a selector's own
        }
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

    /** {@code NativeDispatcher.close}, of the socket's thread or of the JDK's cleaner. */
    public static void close(Object dispatcher, FileDescriptor fd) throws IOException {
        Natives.close(dispatcher, fd);
        Openings.closed();
    }
}
