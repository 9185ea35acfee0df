package capriccio.continuations.runtime;

/**
 * The program's own virtual threads, as they are: JDK 21 and later. Nothing is woven; the JDK keeps the frames, blocks the
 * threads and unblocks them, and asks our scheduler to run them. So policies and admission work on them as on user threads,
 * while a native frame or a class initialiser pins by the JDK's rule, and nothing makes a thread yield that does not block.
 */
public final class VirtualBackend extends Backend {
    private static final String NOT_OURS = "a virtual thread of the program blocks by the JDK's own ways";

    private final VirtualPlaces places = new VirtualPlaces();

    private VirtualBackend() {}

    /**
     * Before any scheduler is made; {@link TwinLinker} must have its lookup.
     *
     * @throws IllegalStateException naming what this JDK lacks, or what has moved in it
     */
    public static VirtualBackend create() {
        VirtualMount.checkJdk(VirtualTraces::check);
        Current.virtual();
        return new VirtualBackend();
    }

    @Override
    boolean run(Carrier carrier, UserThread thread) {
        return own(thread).mount(carrier);
    }

    private static OwnVirtual own(UserThread thread) {
        if (thread.frames instanceof OwnVirtual own) {
            return own;
        }
        throw new IllegalStateException(thread.thread().getName().concat(" is no virtual thread"));
    }

    @Override
    boolean unwinds() {
        return false;
    }

    @Override
    boolean waitHoldsCarrier() {
        return false;
    }

    @Override
    long chain(UserThread thread) {
        return places.hash(own(thread));
    }

    @Override
    long chain(UserThread thread, int frames) {
        return own(thread).trace().hash(frames);
    }

    @Override
    String[] blockedAt(UserThread thread) {
        return own(thread).trace().places();
    }

    @Override
    boolean suspend(Carrier carrier, UserThread thread) {
        throw new IllegalStateException(NOT_OURS);
    }

    @Override
    boolean run(UserThread thread, Continuation continuation) {
        throw new IllegalStateException(NOT_OURS);
    }

    @Override
    void suspend(Continuation innermost) {
        throw new IllegalStateException(NOT_OURS);
    }
}
