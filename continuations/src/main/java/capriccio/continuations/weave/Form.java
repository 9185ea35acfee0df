package capriccio.continuations.weave;

/** How a method's calls are woven: each form fits where the one before did not. */
enum Form {
    /** It suspends at its suspend points. */
    WOVEN,
    /** Nothing in it suspends: it is pinned from its entry to its end. */
    PINNED,
    /** Not even that fits: its body is a method of its own, which the method calls pinned. */
    WRAPPED;

    boolean suspends() {
        return this == WOVEN;
    }
}
