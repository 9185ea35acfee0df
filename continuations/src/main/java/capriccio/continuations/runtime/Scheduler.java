package capriccio.continuations.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The carriers, what they run and how they idle. One idle carrier waits in the poller, the others park. A carrier that
 * blocks under a pinned thread is replaced for that time by a spare one.
 */
public final class Scheduler {
    /** What the scheduler needs of its surroundings; given once, at start. */
    public interface Host {
        /** Blocks the calling carrier's platform thread as {@code LockSupport.park} would. */
        void park(boolean timed, long nanos);

        void unpark(Thread platform);

        /** Clears the current thread's interrupt status and returns what it was. */
        boolean clearInterrupt();

        boolean isInterrupted();

        /** The same of a user thread's Thread object. */
        default boolean isInterrupted(Thread userThread) {
            return isInterrupted();
        }

        /** The user thread behind a Thread object; null for a platform thread, or where nobody can tell. */
        default @Nullable UserThread userThread(Thread thread) {
            return null;
        }

        /** What {@code LockSupport.getBlocker} tells of a user thread. */
        default void setParkBlocker(Thread userThread, @Nullable Object blocker) {}

        /**
         * True if {@code blocker} is the JDK's own and blocks by {@code LockSupport.park()} alone, and the caller, which
         * asks {@code isReleasable} in a loop, is no worker of a pool, which would make up for it.
         */
        default boolean parksBare(Thread userThread, ForkJoinPool.ManagedBlocker blocker) {
            return false;
        }

        /** The thread's body threw. */
        void onUncaught(UserThread thread, Throwable thrown);

        /**
         * The thread's body has returned or thrown: what the JDK does last on a thread. It is mounted and pinned, but for one
         * that was given up ({@link UserThread#drop}).
         */
        default void onExit(UserThread thread) {}

        /** The thread ended; wake who joins it. */
        void onEnd(UserThread thread);
    }

    /** The most carriers that may exist, pinned ones included. Past it a pinned thread simply holds its carrier. */
    private static final int MAX_CARRIERS = 10_000;
    /** An idle carrier looks for stolen work this often while others run, in nanoseconds. */
    private static final long STEAL_CHECK_NANOS = 5_000_000;

    /** As many operations as a disk's own queue orders; more would only wait in the kernel. */
    public static final int DEFAULT_HAND_OVERS = 64;
    private static final VarHandle POLLER_BUSY;
    private static final VarHandle POLLER_WAITS;
    private static final VarHandle EXTRA;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            POLLER_BUSY = lookup.findVarHandle(Scheduler.class, "pollerBusy", boolean.class);
            POLLER_WAITS = lookup.findVarHandle(Scheduler.class, "pollerWaits", boolean.class);
            EXTRA = lookup.findVarHandle(Scheduler.class, "pinned", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static volatile @Nullable Host installed;

    private final SchedulingPolicy policy;
    private final Poller poller;
    private final Host host;
    private final Backend backend;
    private final BlockingListener listener;
    private final int parallelism;
    private final Timers timers = new Timers();
    final Stranded stranded = new Stranded();

    private volatile boolean pollerBusy;
    private volatile boolean pollerWaits;
    /** Carriers blocked under pinned threads. */
    @SuppressWarnings("UnusedVariable") // through EXTRA
    private volatile int pinned;

    private final AtomicLong pinnedParks = new AtomicLong();
    /** Native calls for which another carrier took over, at the moment and in all. */
    private final AtomicInteger handedOver = new AtomicInteger();

    private final AtomicLong handOvers = new AtomicLong();
    private volatile int handOverLimit = DEFAULT_HAND_OVERS;
    /** What {@link ChunkPool#balance} was on carriers that have ended. */
    private final AtomicLong chunksOfEnded = new AtomicLong();

    // guarded by idleLock
    private final Object idleLock = new Object();
    private final Carrier[] idlers = new Carrier[MAX_CARRIERS];
    private int idleTop;
    private long parksOfEnded;
    private final Spares spares = new Spares();
    private int carriers;
    private final java.util.ArrayList<Carrier> running = new java.util.ArrayList<>();

    private volatile int idleCount;
    private volatile int live;

    private final Keeper keeper = new Keeper();

    private @Nullable Quantum quantum;

    /** A scheduler of woven code. */
    public Scheduler(
            int parallelism,
            SchedulingPolicy policy,
            Poller poller,
            Host host,
            Twin.Factory twins,
            BlockingListener listener) {
        this(parallelism, policy, poller, host, new WovenBackend(twins), listener);
    }

    public Scheduler(
            int parallelism,
            SchedulingPolicy policy,
            Poller poller,
            Host host,
            Backend backend,
            BlockingListener listener) {
        this.parallelism = parallelism;
        this.policy = policy;
        this.poller = poller;
        this.host = host;
        this.backend = backend;
        this.listener = listener;
    }

    /** Makes {@code host} serve the static entries below; before any class is woven. */
    public static void install(Host host) {
        installed = host;
    }

    static void parkPlatform(boolean timed, long nanos) {
        installedHost().park(timed, nanos);
    }

    static void unparkPlatform(Thread platform) {
        installedHost().unpark(platform);
    }

    static boolean clearInterrupt() {
        return installedHost().clearInterrupt();
    }

    static boolean isInterrupted() {
        return installedHost().isInterrupted();
    }

    /** Gives up the CPU of the platform thread; not a suspend point. */
    @SuppressWarnings("ThreadPriorityCheck") // the holder of a spin lock has lost the CPU
    static void osYield() {
        Thread.yield();
    }

    private static Host installedHost() {
        Host host = installed;
        if (host == null) {
            throw new IllegalStateException("no host is installed: the agent has not started");
        }
        return host;
    }

    SchedulingPolicy policy() {
        return policy;
    }

    Timers timers() {
        return timers;
    }

    Host host() {
        return host;
    }

    Backend backend() {
        return backend;
    }

    BlockingListener listener() {
        return listener;
    }

    /** From the start on, a thread yields at a checkpoint once it has run so long while others wait. Before start. */
    public void preemptAfter(long nanos) {
        quantum = new Quantum(this, nanos);
    }

    @Nullable Quantum quantum() {
        return quantum;
    }

    /** Starts the carriers. */
    public void start() {
        Quantum q = quantum;
        if (q != null) {
            q.start();
        }
        for (int i = 0; i < parallelism; i++) {
            addCarrier();
        }
    }

    /** Starts another carrier if the JVM and the limit allow; a failure is reported, and life goes on with fewer. */
    private void addCarrier() {
        Carrier c = null;
        boolean counted = false;
        boolean recalled = false;
        try {
            synchronized (idleLock) {
                if (live >= MAX_CARRIERS) {
                    return;
                }
                c = spares.take();
                recalled = c != null;
                if (c == null) {
                    c = new Carrier(this, carriers++ & Integer.MAX_VALUE);
                    running.add(c);
                }
                live++;
                counted = true;
            }
            Quantum q = quantum;
            if (q != null) {
                q.watch(c);
                q.onActive(c.turn);
            }
            if (recalled) {
                host.unpark(c);
            } else {
                c.start();
            }
        } catch (Throwable t) {
            if (counted) {
                leave(c);
                forget(c);
            }
            Faults.report("cannot start another carrier; its place stays empty until one is wanted again", t);
        }
    }

    private void leave(@Nullable Carrier c) {
        synchronized (idleLock) {
            live--;
        }
        Quantum q = quantum;
        if (q != null && c != null) {
            q.forget(c.turn);
        }
    }

    private void forget(@Nullable Carrier c) {
        synchronized (idleLock) {
            running.remove(c);
            if (c != null) {
                parksOfEnded += c.parks;
            }
        }
    }

    void onCarrierEnd(Carrier c) {
        forget(c);
        chunksOfEnded.addAndGet(c.chunks.balance());
    }

    /** The carrier's platform thread ends although it was not told to. */
    void onCarrierDeath(Carrier c) {
        leave(c);
        leaveIdlers(c);
        addCarrier();
        Faults.report("a carrier has died and is replaced", c, null);
    }

    /** A carrier blocks in the JVM, on a real monitor, and did not say so: another takes its place meanwhile. */
    void onStuck() {
        int now = (int) EXTRA.getAndAdd(this, 1) + 1;
        if (live - now < parallelism) {
            addCarrier();
        } else {
            wakeOne();
        }
    }

    /**
     * Links the calls by VarHandle that the timer makes under its lock and a carrier while it pins, before any of them is
     * due: to link takes locks of the JDK, whose owner may wait for one of those two. Changes nothing.
     */
    public void rehearse() {
        Turn turn = new Turn();
        turn.flip();
        if (turn.number() != 0) {
            turn.ask();
            turn.takeRequest();
        }
        int now = (int) EXTRA.getAndAdd(this, 0);
        assert now >= 0;
    }

    /** The carrier is back, and one is surplus: it retires when it next has nothing to do, or now, if it sleeps. */
    void onUnstuck() {
        int after = (int) EXTRA.getAndAdd(this, -1) - 1;
        if (live - after > parallelism) {
            wakeOne();
        }
    }

    /** Makes a new user thread runnable for the first time. */
    public void begin(UserThread thread) {
        keeper.onBegin(thread);
        EventSink sink = EventSink.current;
        if (sink != null) {
            sink.started(thread.thread());
        }
        submit(thread);
    }

    void onThreadEnd(UserThread thread) {
        keeper.onEnd(thread);
    }

    /** To the Flight Recorder, if it runs. */
    void recordEnd(UserThread thread) {
        EventSink sink = EventSink.current;
        if (sink != null) {
            sink.ended(thread.thread());
        }
    }

    /** Queues a runnable thread and wakes a carrier if none is about to look. Never fails, never loses the thread. */
    void submit(UserThread thread) {
        boolean queued = false;
        try {
            Carrier c = Carrier.current();
            if (c == null) {
                Stranded.probeStack(Stranded.DEEP);
                policy.enqueue(thread, -1);
                queued = true;
                wakeOne();
            } else if (!policy.enqueueFirst(thread, c.index)) {
                if (c.mounted != null) { // whose stack may be deep
                    Stranded.probeStack(Stranded.DEEP);
                }
                policy.enqueue(thread, c.index);
            }
        } catch (Throwable t) { // no heap for a queue's chunk, a policy at fault
            if (!queued) {
                stranded.add(thread);
                wakeFor(stranded);
            }
        }
    }

    /** All carriers may be asleep, and nobody else comes to look. */
    private void wakeFor(Stranded waiting) {
        try {
            if (!waiting.isEmpty()) {
                wakeOne();
            }
        } catch (Throwable t) {
            return; // as above: no heap, no stack; whichever carrier looks next takes it
        }
    }

    /** For a policy that held threads back: some of them may go now, and all carriers may be asleep. */
    public void wake() {
        wakeOne();
    }

    /** Native calls under way for which another carrier took over. */
    public int handedOver() {
        return handedOver.get();
    }

    /** The next thread to run, or null. */
    @Nullable UserThread next(Carrier c) {
        UserThread thread = policy.next(c.index);
        if (thread == null && !stranded.isEmpty()) {
            thread = stranded.take();
        }
        return thread;
    }

    private boolean hasWork() {
        return policy.hasWork() || !stranded.isEmpty();
    }

    /** Those that could not be queued must not wait until there is nothing else to do. */
    private void rescue() {
        if (MonitorExit.isOwing()) {
            MonitorExit.settle();
        }
        HeapReserve.restock();
        UserThread thread = stranded.take();
        if (thread != null) {
            submit(thread);
        }
    }

    private void wakeOne() {
        if (pollerWaits && POLLER_WAITS.compareAndSet(this, true, false)) {
            poller.wakeup();
        } else if (idleCount > 0) {
            unparkIdler();
        }
    }

    private void unparkIdler() {
        Carrier c;
        synchronized (idleLock) {
            if (idleTop == 0) {
                return;
            }
            c = idlers[--idleTop];
            idleCount = idleTop;
        }
        host.unpark(c);
    }

    void addTimer(UserThread thread, long deadline) {
        if (timers.add(thread, deadline) && pollerWaits && POLLER_WAITS.compareAndSet(this, true, false)) {
            poller.wakeup(); // it waits for a later deadline
        }
    }

    /** Looks at timers and descriptors without waiting. */
    void pollNow() {
        rescue();
        timers.expire(System.nanoTime());
        if (!pollerBusy && POLLER_BUSY.compareAndSet(this, false, true)) {
            try {
                poller.poll(0);
            } finally {
                pollerBusy = false;
            }
            keepPolling();
        }
    }

    /** Waits for work. False if this carrier is surplus and should end. */
    boolean idle(Carrier c) {
        if (hasWork()) {
            return true;
        }
        Quantum q = quantum;
        if (live - pinned > parallelism && retire()) {
            if (q != null) {
                q.forget(c.turn);
            }
            keepPolling();
            return spares.awaitRecall(c, host);
        }
        c.turn.active = false;
        if (POLLER_BUSY.compareAndSet(this, false, true)) {
            waitInPoller();
        } else {
            waitParked(c);
        }
        if (q != null) {
            q.onActive(c.turn);
        }
        return true;
    }

    /** A carrier that went to sleep because the poller was in use must take it over when nobody uses it any more. */
    private void keepPolling() {
        if (idleCount > 0 && !pollerBusy) {
            unparkIdler();
        }
    }

    private boolean retire() {
        synchronized (idleLock) {
            if (live - pinned <= parallelism) {
                return false;
            }
            live--;
            // A carrier that pins now counts itself, then reads 'live'; here it is the other way round. One of the two
            // sees the other, so that the last carrier free to run never leaves.
            if (live - pinned < parallelism) {
                live++;
                return false;
            }
            return true;
        }
    }

    private void waitInPoller() {
        try {
            pollerWaits = true;
            if (!hasWork()) { // re-checked after the flag: submit reads them in the other order
                poller.poll(waitNanos());
            }
        } finally {
            pollerWaits = false;
            pollerBusy = false;
        }
        timers.expire(System.nanoTime());
        if (idleCount > 0 && hasWork()) {
            unparkIdler(); // takes over the poller while this carrier works
        }
    }

    private long waitNanos() {
        long earliest = timers.earliest();
        long wait = earliest == Long.MAX_VALUE ? -1 : Math.max(0, earliest - System.nanoTime());
        boolean othersRun = idleCount + 1 < live - pinned;
        return othersRun && (wait < 0 || wait > STEAL_CHECK_NANOS) ? STEAL_CHECK_NANOS : wait;
    }

    private void waitParked(Carrier c) {
        synchronized (idleLock) {
            idlers[idleTop++] = c;
            idleCount = idleTop;
        }
        if (hasWork() || !pollerBusy) {
            leaveIdlers(c);
            return;
        }
        host.park(false, 0);
        leaveIdlers(c);
    }

    private void leaveIdlers(Carrier c) {
        synchronized (idleLock) {
            for (int i = 0; i < idleTop; i++) {
                if (idlers[i] == c) {
                    idlers[i] = idlers[--idleTop];
                    idleCount = idleTop;
                    return;
                }
            }
        }
    }

    /** A carrier is about to block under a pinned thread: another takes its place. */
    void onPinned(Carrier c) {
        EventSink sink = EventSink.current;
        if (sink != null) {
            c.pinEvent = sink.pinned();
        }
        PinnedParks.count(pinnedParks.incrementAndGet(), c);
        giveWay(c);
    }

    private void giveWay(Carrier c) {
        c.turn.flip(); // it waits, it does not run
        c.turn.active = false;
        int now = (int) EXTRA.getAndAdd(this, 1) + 1;
        if (live - now < parallelism) {
            addCarrier();
        } else {
            wakeOne();
        }
    }

    void onUnpinned(Carrier c) {
        Object event = c.pinEvent;
        EventSink sink = EventSink.current;
        UserThread u = c.mounted;
        if (event != null && sink != null && u != null) {
            c.pinEvent = null;
            sink.unpinned(event, u.thread());
        }
        goOn(c);
    }

    /** Ends {@link #giveWay}. */
    private void goOn(Carrier c) {
        int before = (int) EXTRA.getAndAdd(this, -1);
        assert before > 0;
        c.turn.flip();
        Quantum q = quantum;
        if (q != null) {
            q.onActive(c.turn);
        }
    }

    /** At most so many native calls at a time have another carrier take over at once. */
    public void handOverAtMost(int calls) {
        handOverLimit = calls;
    }

    /** A carrier is about to block in a native call: another takes its place, if that is not one too many. */
    boolean tryHandOver(Carrier c) {
        if (handedOver.incrementAndGet() > handOverLimit) {
            handedOver.decrementAndGet();
            return false;
        }
        handOvers.incrementAndGet();
        giveWay(c);
        return true;
    }

    void takeBack(Carrier c) {
        handedOver.decrementAndGet();
        goOn(c);
    }

    /** Native calls for which another carrier took over at once, since the start. */
    public long handOvers() {
        return handOvers.get();
    }

    /** User threads that have started and not ended. */
    public long alive() {
        return keeper.alive();
    }

    public long started() {
        return keeper.started();
    }

    /** User threads that have started and not ended, in order of their start. */
    public UserThread[] threads() {
        return keeper.threads();
    }

    /** The carriers that exist. */
    public Carrier[] allCarriers() {
        synchronized (idleLock) {
            return running.toArray(new Carrier[0]);
        }
    }

    /** The carrier on which {@code thread} is mounted, or null. */
    @Nullable Carrier carrierOf(UserThread thread) {
        for (Carrier c : allCarriers()) {
            if (c.mounted == thread) {
                return c;
            }
        }
        return null;
    }

    /** Suspensions since the start, but for yields. */
    public long parks() {
        synchronized (idleLock) {
            long sum = parksOfEnded;
            for (Carrier c : running) {
                sum += c.parks;
            }
            return sum;
        }
    }

    /** Chunks that saved stacks hold; about, while threads run. */
    public long chunks() {
        synchronized (idleLock) {
            long sum = chunksOfEnded.get();
            for (Carrier c : running) {
                sum += c.chunks.balance();
            }
            return sum;
        }
    }

    public int carriers() {
        return live;
    }

    /** Parks that blocked a carrier since the start. */
    public long pinnedParks() {
        return pinnedParks.get();
    }
}
