package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Readiness of one open socket, for each direction one cell: null (nothing known), {@link #READY} (an edge came that
 * nobody has used), or the user thread that waits. The JDK's own read and write locks allow one waiter a direction.
 */
final class Descriptor {
    /** What {@link #awaitInTurn} answers: the caller waits. */
    static final int AWAITS = 0;
    /** The direction was ready: look again. */
    static final int LOOKS_AGAIN = 1;
    /** Another thread waits. */
    static final int TAKEN = 2;

    private static final Object READY = new Object();
    private static final VarHandle READER;
    private static final VarHandle WRITER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READER = lookup.findVarHandle(Descriptor.class, "reader", Object.class);
            WRITER = lookup.findVarHandle(Descriptor.class, "writer", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Identity of the open socket: the number alone is used again after a close. */
    final FileDescriptor fd;

    @SuppressWarnings("UnusedVariable") // through READER
    private volatile @Nullable Object reader;

    @SuppressWarnings("UnusedVariable") // through WRITER
    private volatile @Nullable Object writer;

    /** True for what epoll refuses because it is always ready: a file. */
    final boolean isFile;

    /** It is being closed. */
    private volatile boolean closing;

    /** Admission holds its connections back, and the one who accepts will wait for that. Guarded by the lock of accept. */
    boolean held;
    /** The next connection may be accepted without asking again; guarded likewise. */
    boolean admitted;

    Descriptor(FileDescriptor fd) {
        this(fd, false);
    }

    Descriptor(FileDescriptor fd, boolean isFile) {
        this.fd = fd;
        this.isFile = isFile;
    }

    boolean isClosing() {
        return closing;
    }

    /** Wakes both directions' waiters, who find it closing. */
    void close() {
        closing = true;
        signal(true);
        signal(false);
    }

    /** As {@link #await}, where no lock keeps other threads out. */
    int awaitInTurn(boolean reads, UserThread me) {
        VarHandle cell = cell(reads);
        if (cell.compareAndSet(this, (Object) null, (Object) me)) {
            return AWAITS;
        }
        return cell.compareAndSet(this, READY, (Object) null) || (Object) cell.getVolatile(this) == null
                ? LOOKS_AGAIN
                : TAKEN;
    }

    private static VarHandle cell(boolean reads) {
        return reads ? READER : WRITER;
    }

    /** Makes {@code me} the waiter. False if the direction is ready already; the readiness is used up then. */
    boolean await(boolean reads, UserThread me) {
        VarHandle cell = cell(reads);
        if (cell.compareAndSet(this, (Object) null, (Object) me)) {
            return true;
        }
        cell.setVolatile(this, (Object) null);
        return false;
    }

    boolean isReady(boolean reads) {
        return (Object) cell(reads).getVolatile(this) == READY;
    }

    /** The wait is over, for whatever reason: the caller looks at the descriptor itself next. */
    void endAwait(boolean reads) {
        cell(reads).setVolatile(this, (Object) null);
    }

    /** An edge came, or the descriptor closes. */
    void signal(boolean reads) {
        Object before = (Object) cell(reads).getAndSet(this, READY);
        if (before instanceof UserThread waiter) {
            waiter.unpark();
        }
    }
}
