package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Who records events of user threads. There is none until somebody records: then each event costs one test of a static
 * field. Called on carriers; must not throw, and must not suspend.
 */
public abstract class EventSink {
    static volatile @Nullable EventSink current;

    /** From here on, for good: whether an event is recorded is then for the sink to say. */
    public static void install(EventSink sink) {
        current = sink;
    }

    public static boolean isInstalled() {
        return current != null;
    }

    public abstract void started(Thread thread);

    public abstract void ended(Thread thread);

    /** A park begins; what it returns is handed to {@link #unparked}. Null if nobody wants to know. */
    public abstract @Nullable Object parked();

    public abstract void unparked(Object parked, Thread thread);

    /** A carrier is about to block under a pinned thread. As {@link #parked}. */
    public abstract @Nullable Object pinned();

    /** The same carrier, with the same frames below. */
    public abstract void unpinned(Object pinned, Thread thread);
}
