package capriccio.continuations.weave;

/** How a method's calls are woven: each form is smaller than the one before. */
enum Form {
    /** Each suspend point has save code of its own. */
    OWN_SAVES,
    /** Suspend points that save the same kinds in the same slots share it; it finds the site's id in a local. */
    SHARED_SAVES,
    /** Nothing in it suspends: it is pinned from its entry to its end. */
    PINNED,
    /** Not even that fits: its body is a method of its own, which the method calls pinned. */
    WRAPPED;

    boolean suspends() {
        return compareTo(PINNED) < 0;
    }
}
