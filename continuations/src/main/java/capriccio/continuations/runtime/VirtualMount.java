package capriccio.continuations.runtime;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A virtual thread of the JDK that runs on our carriers: this is its scheduler, and knows no other thread. */
abstract class VirtualMount implements Executor {
    private static final int FIRST_JDK = 21;

    final UserThread user;
    /** The last to run its frames. */
    volatile @Nullable Carrier carrier;

    VirtualMount(UserThread user) {
        this.user = user;
    }

    /** True where the JDK has virtual threads that are no preview. */
    static boolean isSupported() {
        return Runtime.version().feature() >= FIRST_JDK;
    }

    /**
     * Before any virtual thread is made here.
     *
     * @param away is given a virtual thread while it is off its carrier
     * @throws IllegalStateException naming what this JDK lacks, or what has moved in it
     */
    static void checkJdk(Consumer<Thread> away) {
        if (!isSupported()) {
            throw new IllegalStateException("it needs JDK " + FIRST_JDK + " or later, this is " + Runtime.version().feature());
        }
        try {
            VirtualThreads.check(away);
        } catch (ExceptionInInitializerError e) {
            throw new IllegalStateException(e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    /** The user thread whose frames {@code thread} holds, or null if that is another thread. */
    static @Nullable UserThread userOf(Thread thread) {
        VirtualMount m = of(thread);
        return m == null ? null : m.user;
    }

    /** The carrier of that user thread, if {@code thread}, which is the caller, holds the frames of one. */
    static @Nullable Carrier carrierOf(Thread thread) {
        VirtualMount m = of(thread);
        return m == null ? null : m.carrier;
    }

    /** A thread that the virtual one has made may have its scheduler too. */
    private static @Nullable VirtualMount of(Thread thread) {
        return VirtualThreads.schedulerOf(thread) instanceof VirtualMount m && m.virtual() == thread ? m : null;
    }

    /** On the carrier: runs the frames until they leave. True if the body has ended. */
    abstract boolean mount(Carrier c);

    /** On the carrier, with the user thread's state set: the frames have left because the JVM blocked them. */
    abstract void leftBlocked();

    /** The virtual thread that holds the frames; only to be looked at. */
    abstract Thread virtual();

    /** Where the frames left, on the listener's call; null if that is not recorded. */
    abstract @Nullable FrameTrace trace();

    /** If the frames are off their carrier: they stay so until {@link #letGo}. For a moment, from any thread. */
    abstract boolean hold();

    abstract void letGo();

    /** How the JVM has blocked the frames. */
    Thread.State blockedState() {
        return virtual().getState();
    }
}
