package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Parking;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks and unparks once on each path, before the JDK's own classes call {@link Parking}.
 *
 * <p>The JVM links a method handle's or a VarHandle's call when it first runs, and looks method types up in a
 * {@link java.util.concurrent.ConcurrentHashMap}, whose tree bins park and unpark. A first call from in there comes to
 * the same bin again: as {@code park}, it may use up the permit that the outer one needs; as {@code unpark}, it waits
 * for the lock of the thread that it is to wake.
 */
public final class Rehearsal implements Runnable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 200_000;

    /** Whom this wakes once it has been woken; nobody for the last. */
    private final UserThread[] next;

    private Rehearsal(UserThread... next) {
        this.next = next;
    }

    /**
     * Returns once the calls are linked. The scheduler runs, no hook is installed yet, and the caller is a platform
     * thread.
     *
     * @throws IllegalStateException if a user thread does not come back in 10 s
     */
    public static void hold(Scheduler scheduler) {
        scheduler.rehearse();
        UserThread second = begin(scheduler, new Rehearsal());
        UserThread thread = begin(scheduler, new Rehearsal(second));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (thread.isAlive() || second.isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("rehearsal: a user thread does not resume");
            }
            ThreadHooks.unpark(Rehearsal.class, thread.thread());
            ThreadHooks.unpark(Rehearsal.class, second.thread()); // two permits may have come as one
            Parking.park(Rehearsal.class, false, LOOK_NANOS);
        }
        ThreadHooks.unpark(Rehearsal.class, Thread.currentThread());
        Parking.park(Rehearsal.class, false, 0);
    }

    private static UserThread begin(Scheduler scheduler, Rehearsal part) {
        Thread identity = new Thread(null, part, "capriccio-rehearsal", 0, false);
        identity.setDaemon(true);
        UserThread u = new UserThread(scheduler, identity, part);
        JdkAccess.setTask(identity, u);
        scheduler.begin(u);
        return u;
    }

    /** Woven, so that this suspends although {@link LockSupport} is not yet. */
    @Override
    public void run() {
        LockSupport.parkNanos(this, LOOK_NANOS);
        LockSupport.park(this);
        for (UserThread u : next) {
            u.unpark();
            LockSupport.parkNanos(this, LOOK_NANOS);
            u.unpark();
        }
    }
}
