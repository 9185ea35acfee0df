package capriccio.continuations.runtime;

/**
 * Frames that a carrier enters, leaves and enters again, and the body that made them: a user thread's, or a {@link
 * Continuation}'s. Only touched where they are mounted.
 */
abstract class Frames {
    final SavedStack stack = new SavedStack();
    boolean begun;

    Frames() {}

    /** The body. Its own frame needs no saving: when nothing is left above it, the frames have ended. */
    abstract void runBody();

    /** The body has ended with {@code t}. Never throws. */
    abstract void onUncaught(Throwable t);

    /** Ends frames that are not all there, or cannot be entered again; the saved ones are cleared already. */
    abstract void drop(Throwable cause);

    /** The name, for reports. */
    abstract String name();
}
