package capriccio.bench.micro;

/**
 * How one library yields. Called on a thread of the fork's kind, each method works off the gate's batches; one operation
 * is one suspension and one resumption. Public classes with a public constructor.
 */
public interface YieldPeer {
    /** Descends {@code depth} frames once; each operation yields there, at the leaf. */
    void leaf(int depth, Gate gate) throws Exception;

    /** Each operation descends {@code depth} frames, yields, and comes all the way back. */
    void descend(int depth, Gate gate) throws Exception;

    /** The peer that {@code -Dbench.peer} names; threads of the fork's kind if it names none. */
    static YieldPeer chosen() {
        String name = System.getProperty("bench.peer", ThreadYields.class.getName());
        try {
            return Class.forName(name).asSubclass(YieldPeer.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make the peer " + name, e);
        }
    }
}
