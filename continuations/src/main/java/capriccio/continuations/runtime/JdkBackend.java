package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Leaves frames to the JDK's own continuations, one virtual thread for each user thread; JDK 21 and later. Code is woven
 * for its hooks only. A native frame or a class initialiser pins, by the JDK's rule.
 *
 * <p>Why virtual threads and not a bare {@code jdk.internal.vm.Continuation}: compiled code takes {@code
 * Thread.currentThread()} for a constant, and with a bare continuation, which shows its carrier there, sees the wrong
 * carrier after it has moved; and where the JVM's own monitor is contended, only a virtual thread gives up its carrier.
 */
public final class JdkBackend extends Backend {
    /** From JDK 24 on, a virtual thread leaves its carrier where the JVM's monitors block it. */
    private static final boolean WAIT_HOLDS_CARRIER = Runtime.version().feature() < 24;

    private final boolean traces;

    private JdkBackend(boolean traces) {
        this.traces = traces;
    }

    /** False where the JDK is too old for {@link #create}. */
    public static boolean isSupported() {
        return VirtualMount.isSupported();
    }

    /**
     * Before any scheduler is made; {@link TwinLinker} must have its lookup.
     *
     * @param traces true to record the frames of each suspension for the blocking listener, which costs microseconds;
     *     false to record the kind of suspension and the thread's task only
     * @throws IllegalStateException naming what has moved in this JDK
     */
    public static JdkBackend create(boolean traces) {
        VirtualMount.checkJdk(thread -> {});
        Current.virtual();
        return new JdkBackend(traces);
    }

    @Override
    boolean unwinds() {
        return false;
    }

    @Override
    boolean waitHoldsCarrier() {
        return WAIT_HOLDS_CARRIER;
    }

    @Override
    long chain(UserThread thread) {
        FrameTrace trace = trace(thread);
        return trace != null ? trace.hash() : chain(thread, 0);
    }

    /** There are no frames to be told apart by. */
    @Override
    long chain(UserThread thread, int frames) {
        return thread.blockedFor().hashCode() * 1_000_003L + thread.taskType().getName().hashCode();
    }

    @Override
    String[] blockedAt(UserThread thread) {
        FrameTrace trace = trace(thread);
        return trace != null
                ? trace.places()
                : new String[] {thread.blockedFor().concat(" in ").concat(thread.taskType().getName())};
    }

    private static @Nullable FrameTrace trace(UserThread thread) {
        VirtualMount frames = thread.frames;
        return frames == null ? null : frames.trace();
    }

    @Override
    boolean run(Carrier carrier, UserThread thread) {
        VirtualMount frames = thread.frames;
        if (frames == null) {
            VirtualFrames fresh = new VirtualFrames(thread);
            thread.frames = fresh;
            fresh.start();
            frames = fresh;
        }
        return frames.mount(carrier);
    }

    @Override
    boolean run(UserThread thread, Continuation continuation) {
        Object jdk = continuation.jdk;
        if (jdk == null) {
            jdk = JdkContinuations.create(continuation.body);
            continuation.jdk = jdk;
            continuation.home = thread;
        } else if (continuation.home != thread) {
            continuation.unmount(thread, false);
            throw new IllegalStateException("with backend=jdk, a continuation is run by one thread only; this one by "
                    .concat(continuation.home == null ? "none" : continuation.home.name()));
        }
        boolean ended = true; // if it throws
        try {
            ended = JdkContinuations.run(jdk);
        } finally {
            continuation.unmount(thread, ended);
        }
        return ended;
    }

    @Override
    void suspend(Continuation innermost) {
        JdkContinuations.yieldNow();
    }

    @Override
    boolean suspend(Carrier carrier, UserThread thread) {
        if (!(thread.frames instanceof VirtualFrames frames)) {
            throw new IllegalStateException("no virtual thread is mounted");
        }
        frames.leave(traces);
        return thread.isRunning();
    }
}
