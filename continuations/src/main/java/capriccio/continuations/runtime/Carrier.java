package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/** A platform thread that runs user threads, one at a time. */
public final class Carrier extends Thread {
    /** Dispatches between two looks at the poller while there is work; prime, so that it beats with no program. */
    private static final int DISPATCHES_PER_POLL = 61;

    final int index;
    final Capture capture = new Capture();
    final Resume resume = new Resume();
    private final Scheduler scheduler;

    /** The user thread that runs here; only written on this carrier. */
    @Nullable UserThread mounted;
    /** Unwoven or unsuspendable frames of the mounted thread; above zero, it is pinned. */
    int pins;

    private int dispatches;

    Carrier(Scheduler scheduler, int index) {
        super(null, null, "capriccio-carrier-" + index, 0, false);
        this.scheduler = scheduler;
        this.index = index;
        setDaemon(true);
    }

    /** The carrier that the caller runs on, or null on any other platform thread. */
    static @Nullable Carrier current() {
        return Thread.currentThread() instanceof Carrier c ? c : null;
    }

    static Carrier currentOrThrow() {
        return (Carrier) Thread.currentThread();
    }

    public int index() {
        return index;
    }

    @Override
    public void run() {
        while (true) {
            UserThread next = scheduler.policy().next(index);
            if (next == null || ++dispatches >= DISPATCHES_PER_POLL) {
                dispatches = 0;
                scheduler.pollNow();
            }
            if (next != null) {
                mount(next);
            } else if (!scheduler.idle(this)) {
                return;
            }
        }
    }

    /** Runs {@code thread} until it suspends or ends, then acts on how it left. */
    private void mount(UserThread thread) {
        thread.onMount(this);
        mounted = thread;
        pins = 0;
        long begun = System.nanoTime();
        boolean ended = run(thread);
        mounted = null;
        long ran = System.nanoTime() - begun;
        if (ended) {
            thread.onEnd(ran);
        } else {
            thread.onUnmount(this, ran);
        }
    }

    /** True when the thread's outermost frame has returned. */
    private boolean run(UserThread thread) {
        SavedStack stack = thread.stack;
        Throwable thrown = null;
        resume.thrown = null;
        while (true) {
            @Nullable WovenMethod entered = null;
            try {
                if (!thread.begun) {
                    thread.begun = true;
                    thread.runBody();
                } else {
                    Site site = stack.topSite();
                    entered = site.method;
                    Twin twin = entered.twin;
                    if (twin == null) {
                        twin = link(thread, entered);
                    }
                    stack.pop(site);
                    resume.thrown = thrown;
                    thrown = null;
                    twin.resume(stack, site.ordinal);
                }
                if (stack.isEmpty()) {
                    return true;
                }
                resume.adapt(entered == null ? 'V' : entered.returns, stack.topSite().expects);
                thrown = resume.thrown; // a failed conversion
            } catch (SuspendSignal signal) {
                @Nullable Throwable broken = Chain.check(capture, entered, stack);
                if (broken == null) {
                    capture.moveTo(stack);
                    return false;
                }
                capture.moveTo(stack);
                thrown = broken;
            } catch (Throwable t) {
                if (stack.isEmpty()) {
                    thread.onUncaught(t);
                    return true;
                }
                thrown = t;
            }
        }
    }

    /** Links a twin under the carrier's own identity: linking loads classes and takes JDK locks. */
    private Twin link(UserThread thread, WovenMethod method) throws Throwable {
        mounted = null;
        try {
            Twin twin = scheduler.twins().link(method);
            method.twin = twin;
            return twin;
        } catch (Throwable t) {
            System.err.println("[capriccio] cannot resume " + method.className() + "." + method.name + ": " + t);
            throw t;
        } finally {
            mounted = thread;
        }
    }
}
