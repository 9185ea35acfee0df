package capriccio.continuations.weave;

/** What the weaver does with a call. */
public enum CallKind {
    /** Nothing: the callee neither suspends nor comes back to woven code. */
    PLAIN,
    /** The callee may suspend: save this frame when it does. */
    SUSPEND,
    /** The callee may come back to woven code through frames that cannot be saved: pin for its duration. */
    PIN,
    /** The callee may block its OS thread, and comes back to nothing: another carrier may take over meanwhile. */
    BLOCK
}
