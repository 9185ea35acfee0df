package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread of the program's own under our scheduler. It blocks and is unblocked by the JDK; what is decided here is
 * when it runs.
 */
final class OwnVirtual extends VirtualMount {
    /*
     *  NEW    -> QUEUED  // started: the scheduler has it
     *  QUEUED -> ON      // a carrier runs it
     *  ON     -> OFF     // it has left its carrier
     *  ON     -> AGAIN   // the JDK wants it run before its carrier saw it leave: the carrier submits
     *  OFF    -> QUEUED  // the JDK wants it run
     *  OFF    -> HELD    // somebody looks at its frames; back in a moment
     *  HELD   -> OFF
     *  HELD   -> AGAIN   // the JDK wants it run: who holds it submits
     *  AGAIN  -> QUEUED
     *
     * The JDK asks once for each time that the thread has left, and not before it has begun to leave.
     */
    private static final int NEW = 0;
    private static final int QUEUED = 1;
    private static final int ON = 2;
    private static final int OFF = 3;
    private static final int AGAIN = 4;
    private static final int HELD = 5;

    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(OwnVirtual.class, "place", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int place = NEW;

    private @Nullable Runnable resumption;

    /** In the constructor of {@code virtual}: only its name is there yet. */
    OwnVirtual(Scheduler scheduler, Thread virtual) {
        super(new UserThread(scheduler, virtual, null));
        user.frames = this;
    }

    @Override
    public void execute(Runnable r) {
        int p = place;
        if (p == NEW) {
            resumption = r; // always the same; the queue publishes it
            place = QUEUED;
            user.scheduler.begin(user);
            return;
        }
        while (!PLACE.compareAndSet(this, p, p == OFF ? QUEUED : AGAIN)) {
            p = place;
        }
        if (p == OFF) {
            user.submitUnblocked();
        }
    }

    @Override
    boolean mount(Carrier c) {
        Runnable r = resumption;
        if (r == null) {
            throw new IllegalStateException("the virtual thread was not started");
        }
        carrier = c;
        place = ON;
        r.run();
        return !user.thread().isAlive();
    }

    @Override
    void leftBlocked() {
        rest(ON);
    }

    @Override
    boolean hold() {
        return PLACE.compareAndSet(this, OFF, HELD);
    }

    @Override
    void letGo() {
        rest(HELD);
    }

    /** It stays off its carriers, unless the JDK has asked for it meanwhile. */
    private void rest(int before) {
        if (!PLACE.compareAndSet(this, before, OFF)) {
            place = QUEUED;
            user.submitUnblocked();
        }
    }

    @Override
    Thread virtual() {
        return user.thread();
    }

    /** Of the frames off their carrier. Costs microseconds. */
    @Override
    FrameTrace trace() {
        return FrameTrace.of(VirtualTraces.walker(virtual()));
    }
}
