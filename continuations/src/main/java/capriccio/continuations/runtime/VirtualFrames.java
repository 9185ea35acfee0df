package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one user thread, kept by a virtual thread of the JDK whose scheduler this is. The JDK asks to run it
 * again in two cases: after our own {@link #leave}, where the user thread's state decides when that will be; and when
 * the JVM has unblocked it after a contended monitor or {@code Object.wait} of code that is not woven.
 */
final class VirtualFrames implements Executor, Runnable {
    /*
     * Where the frames are, as far as the second case goes:
     *
     *  OFF   -> ON      // the carrier runs them
     *  ON    -> OFF     // they have left the carrier
     *  ON    -> AGAIN   // the JVM unblocked them before the carrier saw them leave: the carrier submits
     *  AGAIN -> OFF
     */
    private static final int OFF = 0;
    private static final int ON = 1;
    private static final int AGAIN = 2;

    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(VirtualFrames.class, "place", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final UserThread user;
    private final Thread virtual;
    private @Nullable Runnable resumption;
    /** The last to run the frames. */
    private volatile @Nullable Carrier carrier;

    @SuppressWarnings("UnusedVariable") // through PLACE
    private volatile int place = OFF;

    /** The next request to run is the echo of our own step. Only touched on the carrier that holds the frames. */
    private boolean leaving;
    /** It came: the frames have left by our own step. */
    private boolean left;

    private boolean bodyEnded;
    /** Where {@link #leave} was called, if that is recorded. */
    private @Nullable FrameTrace trace;

    VirtualFrames(UserThread user) {
        this.user = user;
        Thread identity = user.thread();
        virtual = VirtualThreads.create(this, identity.getName(), this);
        virtual.setContextClassLoader(identity.getContextClassLoader());
    }

    /** The user thread whose frames {@code thread} holds, or null if that is another thread. */
    static @Nullable UserThread userOf(Thread thread) {
        return VirtualThreads.schedulerOf(thread) instanceof VirtualFrames f && f.virtual == thread ? f.user : null;
    }

    /** The carrier of that user thread, if {@code thread}, which is the caller, holds the frames of one. */
    static @Nullable Carrier carrierOf(Thread thread) {
        return VirtualThreads.schedulerOf(thread) instanceof VirtualFrames f && f.virtual == thread ? f.carrier : null;
    }

    void start() {
        leaving = true;
        virtual.start();
    }

    /** On the carrier: runs the frames until they leave. True if the body has ended. */
    boolean mount(Carrier c) {
        Runnable r = resumption;
        if (r == null) {
            throw new IllegalStateException("the virtual thread did not ask to run");
        }
        carrier = c;
        left = false;
        place = ON;
        r.run();
        if (left) {
            place = OFF;
            return false;
        }
        return bodyEnded && !virtual.isAlive();
    }

    /** On the user thread: leaves the carrier. Back at once, if a frame pins it. */
    void leave(boolean traces) {
        if (traces) {
            trace = FrameTrace.take();
        }
        leaving = true;
        try {
            VirtualThreads.yieldNow();
        } finally {
            leaving = false;
            trace = null;
        }
    }

    @Nullable FrameTrace trace() {
        return trace;
    }

    /** On the carrier, with the user thread's state set: the frames have left because the JVM blocked them. */
    void leftBlocked() {
        if (!PLACE.compareAndSet(this, ON, OFF)) {
            place = OFF;
            user.submitUnblocked();
        }
    }

    /** The JDK's request to run the frames, or those of a virtual thread that the user thread has made; any thread. */
    @Override
    public void execute(Runnable r) {
        Runnable mine = resumption; // always the same once it is set, which is before the user thread can make another
        if (mine != null && r != mine) {
            VirtualThreads.runByTheJdk(r);
            return;
        }
        if (leaving) { // read before 'place': while it is set, nobody but this carrier comes here
            leaving = false;
            left = true;
            resumption = r;
        } else if (!PLACE.compareAndSet(this, ON, AGAIN)) {
            user.submitUnblocked();
        }
    }

    /** The body of the virtual thread. */
    @Override
    public void run() {
        try {
            user.runBody();
        } catch (Throwable t) {
            user.onUncaught(t);
        } finally {
            bodyEnded = true;
        }
    }

    /** The virtual thread that holds the frames; only to be looked at. */
    Thread virtual() {
        return virtual;
    }

    /** How the JVM has blocked the frames. */
    Thread.State blockedState() {
        return virtual.getState();
    }
}
