package capriccio.continuations.runtime;

/** Re-enters saved frames of one method. Generated, one hidden class for each method that was ever resumed. */
public abstract class Twin {
    protected Twin() {}

    /**
     * Restores the top frame of {@code stack} and runs it from the suspend point {@code ordinal} on. Leaves the
     * method's result with {@link Resume}.
     */
    public abstract void resume(SavedStack stack, int ordinal) throws Throwable;

    /** Makes twins; given by the weaver. Runs on a carrier with no user thread mounted. */
    public interface Factory {
        Twin link(WovenMethod method) throws Throwable;
    }
}
