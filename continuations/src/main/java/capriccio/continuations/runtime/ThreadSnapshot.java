package capriccio.continuations.runtime;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One user thread as it was at one moment, seen from outside and without stopping it: its state and its frames belong
 * together. Immutable.
 */
public final class ThreadSnapshot {
    /** How often a thread that changes under the observer's eyes is looked at again. */
    private static final int TRIES = 200;

    private static final long PAUSE_NANOS = 100_000;

    private static final StackTraceElement[] NO_FRAMES = {};
    private static final int[] NO_SITES = {};

    private final UserThread thread;
    private final Thread.State state;
    private final String what;
    private final int carrier;
    private final StackTraceElement[] mounted;
    private final int[] saved;

    private ThreadSnapshot(
            UserThread thread, Thread.State state, String what, int carrier, StackTraceElement[] mounted, int[] saved) {
        this.thread = thread;
        this.state = state;
        this.what = what;
        this.carrier = carrier;
        this.mounted = mounted;
        this.saved = saved;
    }

    /** Of {@code thread}, which need not stand still. Not of the caller's own. */
    public static ThreadSnapshot of(UserThread thread) {
        for (int i = 0; i < TRIES; i++) {
            ThreadSnapshot s = thread.isLeaving() ? null : thread.isMounted() ? mounted(thread) : suspended(thread);
            if (s != null) {
                return s;
            }
            if (i < TRIES / 2) {
                Scheduler.osYield();
            } else {
                Scheduler.parkPlatform(true, PAUSE_NANOS); // the carrier may have lost the CPU
            }
        }
        return new ThreadSnapshot(thread, thread.threadState(), "changes too fast to be looked at", -1, NO_FRAMES, NO_SITES);
    }

    /** The caller's own frames: those that it stands on, and those that are saved below. */
    public static StackTraceElement[] ownTrace(UserThread caller) {
        int[] below = caller.frames == null ? savedSites(caller) : NO_SITES;
        return TraceElements.of(TraceElements.cut(TraceElements.physical()), below == null ? NO_SITES : below);
    }

    private static @Nullable ThreadSnapshot mounted(UserThread thread) {
        Carrier c = thread.scheduler.carrierOf(thread);
        if (c == null) {
            return null;
        }
        int turn = c.turn.number();
        int before = thread.stateNumber();
        boolean pinned = thread.isPinned();
        WovenMethod entered = c.entered;
        VirtualMount virtual = thread.frames;
        StackTraceElement[] physical = virtual == null
                ? TraceElements.on(entered, TraceElements.cut(c.getStackTrace()))
                : VirtualTraces.mounted(virtual.virtual());
        int[] saved = savedSites(thread);
        if (physical == null || saved == null || c.mounted != thread || c.turn.number() != turn || thread.stateNumber() != before || c.entered != entered) {
            return null;
        }
        Thread.State state = pinned ? thread.threadState() : Thread.State.RUNNABLE;
        String what = (pinned ? "pinned on carrier " : "on carrier ") + c.index;
        return new ThreadSnapshot(thread, state, what, c.index, physical, saved);
    }

    private static @Nullable ThreadSnapshot suspended(UserThread thread) {
        int before = thread.stateNumber();
        Thread.State state = thread.threadState();
        String what = what(thread, state);
        VirtualMount virtual = thread.frames;
        StackTraceElement[] physical = virtual == null ? NO_FRAMES : held(virtual);
        int[] saved = savedSites(thread);
        if (saved == null || thread.stateNumber() != before) {
            return null;
        }
        return new ThreadSnapshot(thread, state, what, -1, physical, saved);
    }

    /** With the JDK's continuations: none of a thread that may be mounted at any moment. */
    private static StackTraceElement[] held(VirtualMount virtual) {
        if (!virtual.hold()) {
            return NO_FRAMES;
        }
        try {
            return VirtualTraces.unmounted(virtual.virtual());
        } finally {
            virtual.letGo();
        }
    }

    /** Of the continuations that it runs and its own, innermost first; null if they changed meanwhile. */
    private static int @Nullable [] savedSites(UserThread thread) {
        int[] all = NO_SITES;
        int depth = 0;
        for (Continuation k = thread.continuation; k != null; k = k.parent) {
            int[] ids = k.stack.trySiteIds();
            if (ids == null || ++depth > 1000) {
                return null;
            }
            all = join(all, ids);
        }
        int[] ids = thread.stack.trySiteIds();
        return ids == null ? null : join(all, ids);
    }

    /** The same of the calling thread, whose stacks stand still: {@code most} of each at most. */
    static int[] ownSites(UserThread caller, int most) {
        int[] all = NO_SITES;
        for (Continuation k = caller.continuation; k != null; k = k.parent) {
            all = join(all, k.stack.siteIds(most));
        }
        return join(all, caller.stack.siteIds(most));
    }

    private static int[] join(int[] a, int[] b) {
        if (a.length == 0) {
            return b;
        }
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static String what(UserThread thread, Thread.State state) {
        if (thread.isVirtual()) {
            return ofVirtual(thread, state);
        }
        if (thread.isParked()) {
            Object[] top = thread.stack.tryTop();
            String method = top.length > 0 && top[0] instanceof Site site ? site.method.className.concat(".").concat(site.method.name) : "";
            if (method.startsWith(MONITORS)) {
                return onMonitor(monitorIn(top), state == Thread.State.BLOCKED);
            }
            String what = method.startsWith("capriccio/iointercept/runtime/ThreadHooks.sleep")
                    ? "sleeping"
                    : method.startsWith("capriccio/iointercept/runtime/S") ? "waiting for I/O" : "parked";
            if (state == Thread.State.BLOCKED) {
                return "waiting to lock a monitor"; // with the JDK's continuations, which do not say which
            }
            Object blocker = LockSupport.getBlocker(thread.thread());
            if (blocker != null) {
                what = what + " on " + describe(blocker);
            }
            return thread.isTimed() ? what + until(thread) : what;
        }
        return state == Thread.State.RUNNABLE ? "ready to run" : state == Thread.State.TERMINATED ? "ended" : "blocked in the JVM";
    }

    /** The JDK tells what it waits for, but not how long. */
    private static String ofVirtual(UserThread thread, Thread.State state) {
        Object blocker = LockSupport.getBlocker(thread.thread());
        return switch (state) {
            case BLOCKED -> "waiting to lock a monitor";
            case WAITING, TIMED_WAITING -> blocker == null ? "parked" : "parked on ".concat(describe(blocker));
            case TERMINATED -> "ended";
            default -> "ready to run";
        };
    }

    private static String until(UserThread thread) {
        long left = thread.parkDeadline() - System.nanoTime();
        if (left > Long.MAX_VALUE / 4) {
            return "";
        }
        long millis = Math.max(0, left / 1_000_000);
        return ", " + millis / 1000 + "." + (char) ('0' + millis % 1000 / 100) + " s left";
    }

    private static final String MONITORS = "capriccio/continuations/runtime/Monitors.";

    /** The frame of the method that waits has two references: the object, and the waiter. */
    private static @Nullable Object monitorIn(Object[] frame) {
        for (int i = 1; i < frame.length; i++) {
            if (frame[i] != null && !(frame[i] instanceof MonitorTable.Waiter)) {
                return frame[i];
            }
        }
        return null;
    }

    private static String onMonitor(@Nullable Object monitor, boolean entering) {
        String what = entering ? "waiting to lock " : "waiting on ";
        if (monitor == null) {
            return what + "a monitor";
        }
        Thread owner = entering ? MonitorTable.ownerOf(monitor) : null;
        return what + describe(monitor) + (owner == null ? "" : ", held by \"" + owner.getName() + "\"");
    }

    private static String describe(Object o) {
        return o.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(o));
    }

    public UserThread thread() {
        return thread;
    }

    /** As {@code Thread.getState} had it. */
    public Thread.State state() {
        return state;
    }

    /** In words, what it does or waits for. */
    public String what() {
        return what;
    }

    /** Index of the carrier that it is mounted on, or −1. */
    public int carrier() {
        return carrier;
    }

    /** Innermost first. */
    public StackTraceElement[] frames() {
        return TraceElements.of(mounted, saved);
    }

    /** True if the other has the same frames. */
    public boolean hasFramesOf(ThreadSnapshot other) {
        return Arrays.equals(saved, other.saved) && Arrays.equals(mounted, other.mounted);
    }

    /** Equal where {@link #hasFramesOf} is true. */
    public int framesHash() {
        return 31 * Arrays.hashCode(saved) + Arrays.hashCode(mounted);
    }

    /** How many frames it keeps. */
    public int depth() {
        return saved.length + mounted.length;
    }
}
