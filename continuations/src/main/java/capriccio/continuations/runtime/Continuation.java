package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A one-shot delimited continuation without a scheduler, for generators, coroutines and schedulers of a program's own:
 * {@link #run} runs its body up to the next {@link #yield}, and later on from there. The contract follows {@code
 * jdk.internal.vm.Continuation}, with one scope.
 *
 * <p>Only on a user thread. Continuations nest; {@code yield} leaves the innermost. What suspends the thread itself, a park
 * or a read, suspends it with all continuations that it runs, and nobody sees a difference. The next {@code run} may come
 * from another user thread, but not with {@link JdkBackend}.
 *
 * <p>Not thread-safe: what happened in one {@code run} must happen before the next.
 */
public final class Continuation extends Frames {
    final Runnable body;
    /** The one that runs this one; meaningful while this is mounted. */
    @Nullable Continuation parent;
    /** In place of the saved stack, for {@link JdkBackend}, once this was run. */
    @Nullable Object jdk;
    /** Who ran this first; for {@link JdkBackend}: its compiled frames know their thread. */
    @Nullable UserThread home;
    /** In {@link #run}; the thread may be suspended there. */
    private boolean mounted;
    /** Leaves its frames by its own {@link #yield}, and not with the thread. */
    boolean yielding;
    /** What {@link Carrier#pins} was at {@link #run}. */
    int pinsBelow;

    private boolean done;
    private @Nullable Throwable failure;

    /** Runs nothing yet. */
    public Continuation(Runnable body) {
        this.body = java.util.Objects.requireNonNull(body, "body");
    }

    /** True once the body has ended, normally or not. */
    public boolean isDone() {
        return done;
    }

    /**
     * Runs the body until it yields or ends. What the body throws is thrown here, once. A suspend point.
     *
     * @return true if the body has ended
     * @throws IllegalStateException off a user thread, or if this has ended or is running
     */
    public boolean run() {
        UserThread thread = UserThread.current();
        if (thread == null) {
            throw new IllegalStateException("a continuation runs on user threads only; this is ".concat(Thread.currentThread().getName()));
        }
        if (mounted || done) {
            throw new IllegalStateException(done ? "this continuation has ended" : "this continuation is running");
        }
        mounted = true;
        parent = thread.continuation;
        thread.continuation = this;
        return thread.backend().run(thread, this);
    }

    /**
     * Leaves the innermost running continuation: its {@link #run} returns, and the next one goes on from here. A suspend
     * point.
     *
     * @throws IllegalStateException if no continuation runs here, or a frame since its {@code run} cannot be saved
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // the name that Thread and the JDK's continuation have
    public static void yield() {
        UserThread thread = UserThread.current();
        Continuation innermost = thread == null ? null : thread.continuation;
        if (thread == null || innermost == null) {
            throw new IllegalStateException("yield needs a running continuation");
        }
        thread.backend().suspend(innermost);
    }

    static IllegalStateException pinned() {
        return new IllegalStateException("the continuation cannot yield: a frame since its run cannot be saved");
    }

    /** On return from its frames, yielded or ended: it is no longer what {@code thread} runs. What it threw, or null. */
    @Nullable Throwable unmount(UserThread thread, boolean ended) {
        thread.continuation = parent;
        parent = null;
        mounted = false;
        yielding = false;
        done = ended;
        Throwable t = failure;
        failure = null;
        return t;
    }

    @Override
    void runBody() {
        body.run();
    }

    @Override
    void onUncaught(Throwable t) {
        failure = t;
    }

    @Override
    void drop(Throwable cause) {
        failure = cause;
    }

    @Override
    String name() {
        return "a continuation";
    }
}
