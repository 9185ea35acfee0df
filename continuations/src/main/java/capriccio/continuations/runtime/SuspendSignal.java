package capriccio.continuations.runtime;

/** Thrown through the frames of a suspending user thread; each woven frame saves itself and rethrows it. */
public final class SuspendSignal extends Error {
    private static final long serialVersionUID = 1L;

    SuspendSignal() {
        super("a frame that cannot suspend was unwound", null, false, false);
    }
}
