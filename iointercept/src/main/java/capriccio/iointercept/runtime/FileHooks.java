package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Asked before the JDK reads and writes by file streams: what has no end of its own, a pipe, a terminal, a process's
 * stream, is waited for by the poller; a file goes on at once. Woven itself, because {@code await} suspends.
 */
public final class FileHooks {
    private static volatile @Nullable EpollPoller poller;

    private FileHooks() {}

    public static void enable(EpollPoller p) {
        poller = p;
    }

    /**
     * Entry of {@code FileInputStream.read}: waits for input.
     *
     * @return true if the stream was closed meanwhile: the reader then finds its end, as it does where the JVM's read
     *     outlives the close
     */
    public static boolean awaitInput(FileInputStream in) throws IOException {
        return UserThread.canSuspend() && awaitReady(JdkAccess.descriptorOf(in), SocketHooks.POLLIN);
    }

    /** Entry of {@code FileOutputStream.write}: waits for room. False: a closed stream throws by itself. */
    public static boolean awaitOutput(FileOutputStream out) throws IOException {
        if (UserThread.canSuspend()) {
            awaitReady(JdkAccess.descriptorOf(out), SocketHooks.POLLOUT);
        }
        return false;
    }

    private static boolean awaitReady(@Nullable FileDescriptor fd, int events) throws IOException {
        EpollPoller p = poller;
        UserThread me = UserThread.current();
        Descriptor d = p == null || fd == null ? null : p.pipe(fd);
        if (d == null || fd == null || me == null) {
            return false;
        }
        boolean reads = events == SocketHooks.POLLIN;
        while (!d.isClosing()) {
            if (JdkAccess.fdValue(fd) < 0 || JdkAccess.netPoll(fd, events, 0) != 0) {
                return false;
            }
            int turn = d.awaitInTurn(reads, me);
            if (turn == Descriptor.TAKEN) {
                return false; // two threads read the same pipe: this one blocks its carrier
            } else if (turn == Descriptor.AWAITS) {
                awaitSignal(d, reads);
            }
        }
        return true;
    }

    private static void awaitSignal(Descriptor d, boolean reads) {
        try {
            while (!d.isReady(reads) && !d.isClosing()) {
                UserThread.park(false, 0);
            }
        } finally {
            d.endAwait(reads);
        }
    }

    /** {@code FileCleanable.register}, of a file that a stream has opened by its name. */
    public static void opened(FileDescriptor fd) {
        Natives.registerCleanup(fd);
        Openings.opened(1);
    }

    /** Entry of {@code close}: whoever waits looks again. */
    public static boolean closing(FileInputStream in) {
        FileDescriptor fd = JdkAccess.descriptorOf(in);
        return (Openings.areCounted() && JdkAccess.hasPath(in)) ? closingFile(fd) : closing(fd);
    }

    public static boolean closing(FileOutputStream out) {
        FileDescriptor fd = JdkAccess.descriptorOf(out);
        return (Openings.areCounted() && JdkAccess.hasPath(out)) ? closingFile(fd) : closing(fd);
    }

    /** Two threads that close it at the same time may both be counted. */
    private static boolean closingFile(@Nullable FileDescriptor fd) {
        if (fd != null && fd.valid()) {
            Openings.closed();
        }
        return closing(fd);
    }

    private static boolean closing(@Nullable FileDescriptor fd) {
        EpollPoller p = poller;
        if (p != null && fd != null) {
            p.closing(fd);
        }
        return false;
    }
}
