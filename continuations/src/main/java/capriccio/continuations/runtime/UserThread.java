package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A thread that this runtime schedules instead of the OS. The program sees its {@link Thread} object; this is the
 * control block behind it.
 */
public final class UserThread extends Frames implements Runnable {
    /*
     * State transitions:
     *
     *  RUNNABLE -> RUNNING   // mounted by a carrier
     *  RUNNING  -> PARKING   // park without a permit, frames still on the carrier
     *  PARKING  -> PARKED    // all frames saved
     *  PARKED   -> PARKING   // held by who looks at its frames; back in a moment
     *  PARKED   -> RUNNABLE  // unpark, or the deadline
     *  RUNNING  -> YIELDING  // yield, frames still on the carrier
     *  YIELDING -> RUNNABLE  // all frames saved
     *  RUNNING  -> PINNED    // park while a frame cannot be saved: the carrier blocks
     *  PINNED   -> RUNNING   // unpark, or the deadline
     *  RUNNING  -> BLOCKED   // the JVM took it off its carrier: a contended monitor of its own (JdkBackend), or a virtual thread blocked (VirtualBackend)
     *  BLOCKED  -> RUNNABLE  // the JVM has unblocked it
     *  RUNNING  -> ENDED
     *
     * The permit is separate and binary. unpark sets it first and reads the state after; park writes the state first
     * and reads the permit after: one of the two sees the other (both volatile). Who finds the thread PARKED and makes
     * it RUNNABLE needs no permit.
     */
    private static final String LISTENER_FAILED = "a blocking listener failed";

    private static final int RUNNABLE = 0;
    private static final int RUNNING = 1;
    private static final int PARKING = 2;
    private static final int PARKED = 3;
    private static final int YIELDING = 4;
    private static final int PINNED = 5;
    private static final int ENDED = 6;
    private static final int BLOCKED = 7;

    private static final String[] STATE_NAMES = {"RUNNABLE", "RUNNING", "PARKING", "PARKED", "YIELDING", "PINNED", "ENDED", "BLOCKED"};

    private static final VarHandle STATE;
    private static final VarHandle PERMIT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(UserThread.class, "state", int.class);
            PERMIT = lookup.findVarHandle(UserThread.class, "permit", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Scheduler scheduler;
    private final Thread identity;
    private final @Nullable Runnable task;

    /** The innermost continuation that this thread runs; only touched where the thread is mounted. */
    @Nullable Continuation continuation;
    /** In place of the saved stack, where a virtual thread keeps the frames; with {@link JdkBackend}, once it was mounted. */
    @Nullable VirtualMount frames;

    private volatile int state = RUNNABLE;

    @SuppressWarnings("UnusedVariable") // through PERMIT
    private volatile boolean permit;

    /** The monitor that the park under way waits to enter; only written where the thread is mounted, and published by the state. */
    @Nullable Object entering;

    /** Nanoseconds of {@link System#nanoTime}; guarded by the timers. */
    long deadline;
    /** Place in the timers' heap, or −1; guarded by the timers. */
    int timerIndex = -1;
    /** Deadline asked for by the park that is under way; only touched where the thread is mounted. */
    private boolean timed;

    private long parkDeadline;
    /** Polls since the last yield that {@link Checkpoint#yieldEvery} asked for; only touched where it is mounted. */
    private int polls;
    /** The carrier that blocks under this thread, while the state is PINNED, which publishes it. */
    private @Nullable Carrier carrier;
    /** A place for the blocking listener to keep what it knows of this thread; only touched where it is mounted. */
    public @Nullable Object listenerState;
    /** What it has accepted may begin: the next thread that it starts need not wait. Only touched where it is mounted. */
    public boolean admitted;
    /** The JDK's, of 21 and later, which keeps it for each carrier; only touched where it is mounted. */
    private Object @Nullable [] scopedValueCache;
    /** For the policy's queues, of the thread that it holds runnable; a thread is in one queue at a time. */
    public @Nullable UserThread nextQueued;
    /**
     * For the policy too: how many times in a row the thread was to leave because its quantum was over, and did not wait or yield
     * by itself in between; wraps round.
     */
    public byte overruns;
    /** Set where the thread's interrupt status is asked for: the JDK's own field is the truth. */
    private volatile boolean ended;

    public UserThread(Scheduler scheduler, Thread identity, @Nullable Runnable task) {
        this.scheduler = scheduler;
        this.identity = identity;
        this.task = task;
    }

    /** The thread's identity, as the program sees it. */
    public Thread thread() {
        return identity;
    }

    public boolean isAlive() {
        return !ended;
    }

    /** What {@link #setScopedValueCache} was given last; for the mounted thread. */
    public Object @Nullable [] scopedValueCache() {
        return scopedValueCache;
    }

    /** In place of {@code Thread.setScopedValueCache}; for the mounted thread. */
    public void setScopedValueCache(Object @Nullable [] cache) {
        scopedValueCache = cache;
    }

    /** True for a virtual thread of the program's own: it blocks and is unblocked by the JDK, not by {@link #park}. */
    public boolean isVirtual() {
        return frames instanceof OwnVirtual;
    }

    Backend backend() {
        return scheduler.backend();
    }

    @Override
    String name() {
        return identity.getName();
    }

    /** State's name, for dumps. */
    public String stateName() {
        return STATE_NAMES[state];
    }

    /** How the JDK would call this thread's state. */
    public Thread.State threadState() {
        return switch (state) {
            case ENDED -> Thread.State.TERMINATED;
            case PARKED, PARKING, PINNED -> entering != null
                    ? Thread.State.BLOCKED
                    : timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
            case BLOCKED -> frames == null ? Thread.State.BLOCKED : frames.blockedState();
            default -> Thread.State.RUNNABLE;
        };
    }

    /** Where the thread is suspended, innermost frame first. Meaningful on its listener's call only. */
    public String[] blockedAt() {
        return scheduler.backend().blockedAt(this);
    }

    /** A hash of the innermost {@code frames} places of those; as that, on its listener's call only. */
    public long blockedIn(int frames) {
        return scheduler.backend().chain(this, frames);
    }

    /** If the thread is parked: it stays so until {@link #letGo}, whoever unparks it. For a moment, from any thread. */
    boolean hold() {
        return STATE.compareAndSet(this, PARKED, PARKING);
    }

    void letGo() {
        state = PARKED;
        if (permit) { // unparked meanwhile, as in onUnmount
            wake();
        }
    }

    /** True where its frames are on a carrier and stay there for the moment. */
    boolean isMounted() {
        int s = state;
        return s == RUNNING || s == PINNED;
    }

    /** True between the two: its frames are on their way. */
    boolean isLeaving() {
        int s = state;
        return s == PARKING || s == YIELDING;
    }

    boolean isPinned() {
        return state == PINNED;
    }

    boolean isParked() {
        return state == PARKED;
    }

    /** The number of the state, for comparison. */
    int stateNumber() {
        return state;
    }

    /** Of the park under way, in nanoseconds of {@link System#nanoTime}; meaningful while a timed park is seen before and after. */
    long parkDeadline() {
        return parkDeadline;
    }

    boolean isTimed() {
        return timed;
    }

    boolean isRunning() {
        return state == RUNNING;
    }

    /** True in a park that has not left its carrier. */
    boolean isParking() {
        return state == PARKING;
    }

    /** What the thread is about, as far as a class can say. */
    Class<?> taskType() {
        return task == null ? identity.getClass() : task.getClass();
    }

    /** What the thread left its carrier for; for the backend that keeps no call sites. */
    String blockedFor() {
        return switch (state) {
            case YIELDING -> "yield";
            case PARKING -> timed ? "timed park" : "park";
            default -> "blocked in the JVM";
        };
    }

    /** The calling user thread, or null on a platform thread. */
    public static @Nullable UserThread current() {
        Thread t = Thread.currentThread();
        return t instanceof Carrier c ? c.own() : Current.of(t);
    }

    /** True on a user thread that can suspend now: mounted, and no frame pins it. */
    public static boolean canSuspend() {
        Carrier c = Carrier.current();
        return c != null && c.mounted != null && c.pins == 0;
    }

    /** The same, if to suspend also leaves the frames, and so gives up what monitors of the JVM they hold. */
    static boolean canUnwind() {
        Carrier c = Carrier.current();
        return c != null && c.mounted != null && c.pins == 0 && c.backend.unwinds();
    }

    /** The user thread's own Thread object, or the platform thread. */
    @ForceInline
    public static Thread currentThread() {
        Thread t = Thread.currentThread();
        if (t instanceof Carrier c) {
            if (c.isLeaving()) {
                StackCheck.ranOn(c);
            }
            UserThread u = c.own();
            if (u != null) {
                return u.identity;
            }
            return t;
        }
        UserThread u = Current.of(t);
        return u == null ? t : u.identity;
    }

    /**
     * Suspends the calling user thread until {@link #unpark} or the deadline, or returns at once if the permit is there.
     * A suspend point: only woven code may call it, which then finds {@link Capture#unwinding} true. Returns spuriously at times, as {@code LockSupport.park} does.
     *
     * @param deadline of {@link System#nanoTime}, if {@code timed}
     */
    public static void park(boolean timed, long deadline) {
        Carrier c = Carrier.current();
        UserThread u = c == null ? null : c.mounted;
        if (c == null || u == null) {
            throw new IllegalStateException("park needs a mounted user thread");
        }
        if (c.isLeaving()) {
            StackCheck.ranOn(c);
        }
        if (u.takePermit()) {
            return;
        }
        u.timed = timed;
        u.parkDeadline = deadline;
        if (c.pins > 0) {
            u.parkPinned(c);
            return;
        }
        STATE.setRelease(u, PARKING); // the fence that unpark needs comes with PARKED
        if (!c.backend.suspend(c, u)) {
            u.parkPinned(c);
        }
    }

    /** Lets other threads run. A suspend point, as {@link #park}. Without effect while pinned. */
    public static void yieldNow() {
        yieldNow(false);
    }

    /** {@code overran}: because its quantum is over. */
    static void yieldNow(boolean overran) {
        Carrier c = Carrier.current();
        UserThread u = c == null ? null : c.mounted;
        if (c == null || u == null || c.pins > 0) {
            Scheduler.osYield();
            return;
        }
        if (c.isLeaving()) {
            StackCheck.ranOn(c);
        }
        u.overruns = overran ? (byte) (u.overruns + 1) : 0;
        STATE.setRelease(u, YIELDING);
        if (!c.backend.suspend(c, u)) {
            u.state = RUNNING;
            Scheduler.osYield();
        }
    }

    /** Counts this thread's polls; true at every {@code n}th. */
    boolean isPollDue(int n) {
        if (++polls < n) {
            return false;
        }
        polls = 0;
        return true;
    }

    /** Makes the permit available; wakes the thread if it is parked. Any thread may call it. */
    public void unpark() {
        if (state == PARKED) {
            if (!timed) {
                wakeParked();
                return;
            }
            if (!permit) {
                Stranded.probeStack(Stranded.DEEP); // before the permit: whoever sets it must also wake
            }
        }
        unparkByPermit();
    }

    /** No permit is needed, and no probe of the stack: what may overflow it comes after one step, and is made up for. */
    private void wakeParked() {
        if (STATE.compareAndSet(this, PARKED, RUNNABLE)) {
            try {
                scheduler.submit(this);
            } catch (StackOverflowError e) {
                Stranded s = scheduler.stranded;
                synchronized (s.lock) { // calls nothing; what it may throw itself is caught under the lock, see MonitorExit
                    try {
                        nextStranded = s.first;
                    } catch (StackOverflowError again) {
                        nextStranded = s.first;
                    }
                    s.first = this;
                }
            }
        } else {
            unparkByPermit();
        }
    }

    private void unparkByPermit() {
        if ((boolean) PERMIT.getAndSet(this, true)) {
            return;
        }
        int s = state;
        if (s == PARKED) {
            wake();
        } else if (s == PINNED) {
            Carrier c = carrier;
            if (c != null) {
                scheduler.host().unpark(c);
            }
        }
    }

    private void wake() {
        if (STATE.compareAndSet(this, PARKED, RUNNABLE)) {
            if (timerIndex >= 0) {
                scheduler.timers().remove(this);
            }
            scheduler.submit(this);
        }
    }

    boolean takePermit() {
        return permit && (boolean) PERMIT.getAndSet(this, false);
    }

    /**
     * Blocks the carrier. While the thread is leaving its frames that happens too, if the JVM calls a class loader of the
     * program: the park under way stands then, and since its permit may be the one used up here, it may end early.
     */
    private void parkPinned(Carrier c) {
        boolean leaving = c.unwinding;
        if (!leaving && !timed && BriefWait.isOver(this)) { // who says how long it may take does not wait for a short lock
            return;
        }
        int before = leaving ? state : RUNNING;
        boolean brief = !leaving && BriefWait.isLikely(this);
        carrier = c;
        state = PINNED;
        long since = 0;
        if (brief) {
            since = BriefWait.begin(c);
        } else {
            scheduler.onPinned(c);
        }
        try {
            if (!permit) {
                scheduler.host().park(timed, timed ? parkDeadline - System.nanoTime() : 0);
            }
        } finally {
            if (brief) {
                BriefWait.end(c, since);
            } else {
                scheduler.onUnpinned(c);
            }
            state = before;
        }
        takePermit();
        if (leaving) {
            permit = true;
        }
    }

    /** A suspension that has not left the stack is given up. */
    void stay() {
        if (state == PARKING || state == YIELDING) {
            state = RUNNING;
        }
    }

    /** As {@link #beginBlocking}, before the JVM's own {@code wait}, which may give the carrier up by itself. */
    static @Nullable UserThread beginWaiting() {
        UserThread u = current();
        return u == null || u.scheduler.backend().waitHoldsCarrier() ? beginBlocking() : u;
    }

    /** The caller's carrier is about to block outside of this runtime. The mounted thread, for {@link #endBlocking}. */
    static @Nullable UserThread beginBlocking() {
        Carrier c = Carrier.current();
        UserThread u = c == null ? null : c.mounted;
        if (c != null && u != null) {
            if (c.unwinding) {
                return null; // a class loader under frames that are leaving: their state stands
            }
            u.carrier = c;
            u.state = PINNED;
            u.scheduler.onPinned(c);
        }
        return u;
    }

    static void endBlocking(@Nullable UserThread u) {
        Carrier c = u == null ? null : u.carrier;
        if (u != null && c != null && u.state == PINNED) {
            u.scheduler.onUnpinned(c);
            u.state = RUNNING;
        }
    }

    void onMount() {
        STATE.setRelease(this, RUNNING);
        if (timed) {
            timed = false;
            if (timerIndex >= 0) {
                scheduler.timers().remove(this);
            }
        }
        takePermitAfterPark();
    }

    /** A permit that woke this thread is used up; one that was made while it yielded stays. */
    private void takePermitAfterPark() {
        if (parked) {
            parked = false;
            takePermit();
            if (parkEvent != null) {
                tellUnparked(parkEvent);
            }
            if (showsBlocker) {
                showsBlocker = false;
                scheduler.host().setParkBlocker(identity, null);
            }
        }
    }

    private void tellUnparked(Object event) {
        parkEvent = null;
        EventSink sink = EventSink.current;
        if (sink != null) {
            sink.unparked(event, identity);
        }
    }

    private boolean parked;
    /** Of {@link EventSink#parked}; only touched where the thread is mounted. */
    private @Nullable Object parkEvent;
    /** The park that is under way has set the thread's blocker; only touched where it is mounted. */
    boolean showsBlocker;
    /** Guarded by {@link Stranded}. */
    @Nullable UserThread nextStranded;
    /** Neighbours among those alive; guarded by {@link Keeper}. */
    @Nullable UserThread nextAlive;

    @Nullable UserThread previousAlive;

    /** All frames are saved: from here on another carrier may run this thread. */
    void onUnmount(long ran, int carrierIndex) {
        tellListener(ran, carrierIndex);
        if (state == RUNNING) {
            onBlocked();
            return;
        }
        if (state == YIELDING) {
            STATE.setRelease(this, RUNNABLE); // submit publishes it
            scheduler.submit(this);
            return;
        }
        parked = true;
        overruns = 0;
        EventSink sink = EventSink.current;
        if (sink != null) {
            parkEvent = sink.parked();
        }
        if (timed && !hasTimer()) {
            state = RUNNABLE;
            scheduler.submit(this);
            return;
        }
        state = PARKED;
        if (permit) { // unparked while parking
            wake();
        }
    }

    /** The JVM took the frames off the carrier, and will say when they can run again, if it has not yet. */
    private void onBlocked() {
        state = BLOCKED;
        VirtualMount f = frames;
        if (f != null) {
            f.leftBlocked();
        }
    }

    /** The JVM lets the frames run again. */
    void submitUnblocked() {
        state = RUNNABLE;
        scheduler.submit(this);
    }

    /** Who only watches cannot end a thread. */
    private void tellListener(long ran, int carrierIndex) {
        try {
            scheduler.listener().blocked(this, scheduler.backend().chain(this), ran, carrierIndex);
        } catch (Throwable t) {
            Faults.report(LISTENER_FAILED, t);
        }
    }

    /** False if there is no heap for it: the park then ends at once, spuriously, and its caller tries again. */
    private boolean hasTimer() {
        try {
            scheduler.addTimer(this, parkDeadline);
            return true;
        } catch (OutOfMemoryError e) {
            HeapReserve.release();
            return false;
        }
    }

    /** What the JDK does last on a thread: it has no frames any more, so it is pinned. */
    void onExit() {
        Pin.enter();
        try {
            scheduler.host().onExit(this);
        } catch (Throwable t) {
            onUncaught(t);
        } finally {
            Pin.exit();
        }
    }

    void onEnd(long ran, int carrierIndex) {
        state = ENDED;
        ended = true;
        try {
            scheduler.listener().ended(this, ran, carrierIndex);
            scheduler.recordEnd(this); // before who joins is told: it may end the recording
        } catch (Throwable t) {
            Faults.report(LISTENER_FAILED, t);
        }
        try {
            tellWhoJoins();
        } finally {
            scheduler.onThreadEnd(this);
        }
    }

    /** Whoever waits for the end must hear of it: for a full heap to be less full, this waits. */
    private void tellWhoJoins() {
        for (int failures = 1; ; failures++) {
            try {
                scheduler.host().onEnd(this);
                return;
            } catch (OutOfMemoryError e) {
                if (!HeapReserve.mayTryAgain(failures)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Ends the thread from outside of its frames, which go, if it has not been handed on: {@link #drop}, and what follows an
     * end. Can be tried again if it fails.
     */
    void abort(Throwable cause, Carrier from) {
        if (state == RUNNING || state == PARKING || state == YIELDING || state == PINNED) {
            stack.clear(from.chunks);
            continuation = null;
            drop(cause);
            onExit();
            onEnd(0, from.index());
        }
    }

    /**
     * Gives up a thread that cannot run any more: its handler learns why. Monitors that it owns are freed; other locks
     * that it holds stay locked, as {@code Thread.stop} would leave them.
     */
    @Override
    void drop(Throwable cause) {
        onUncaught(cause);
        ended = true; // first: nobody hands it a monitor from here on
        Monitors.releaseAll(identity);
    }

    /** What the handler throws is ignored, as the JVM ignores it. The handler cannot suspend. */
    @Override
    void onUncaught(Throwable t) {
        Pin.enter();
        try {
            scheduler.host().onUncaught(this, t);
        } catch (Throwable ignored) {
            Faults.report("an uncaught exception handler failed", identity, ignored);
        } finally {
            Pin.exit();
        }
    }

    @Override
    @SuppressWarnings("DoNotCall") // on the user thread itself: that is what starts it
    void runBody() {
        Runnable r = task;
        if (r != null) {
            r.run();
        } else {
            identity.run();
        }
    }

    /** Only for {@code Thread.run} of a started thread, which finds this control block as its task. */
    @Override
    public void run() {
        Runnable r = task;
        if (r != null) {
            r.run();
        }
    }

    @Override
    public String toString() {
        return "UserThread[" + identity.getName() + "]/" + stateName();
    }
}
