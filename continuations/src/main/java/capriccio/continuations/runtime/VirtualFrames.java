package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one user thread, kept by a virtual thread of the JDK whose scheduler this is. The JDK asks to run it
 * again in two cases: after our own {@link #leave}, where the user thread's state decides when that will be; and when
 * the JVM has unblocked it after a contended monitor or {@code Object.wait} of code that is not woven.
 */
final class VirtualFrames extends VirtualMount implements Runnable {
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

    private final Thread virtual;
    private @Nullable Runnable resumption;

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
        super(user);
        Thread identity = user.thread();
        virtual = VirtualThreads.create(this, identity.getName(), this);
        virtual.setContextClassLoader(identity.getContextClassLoader());
    }

    void start() {
        leaving = true;
        virtual.start();
    }

    @Override
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

    @Override
    @Nullable FrameTrace trace() {
        return trace;
    }

    @Override
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

    @Override
    Thread virtual() {
        return virtual;
    }

    @Override
    boolean hold() {
        return user.hold();
    }

    @Override
    void letGo() {
        user.letGo();
    }
}
