package capriccio.continuations.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What pinned carriers, by reason and by frame. A look at the stack costs microseconds: the first ones are looked at, and
 * of the later ones one in {@link #ONE_IN}, which counts for all of them.
 */
public final class PinnedParks {
    private static final int ALL_UP_TO = 256;
    private static final int ONE_IN = 64;
    private static final int MOST_FRAMES = 256;
    private static final HashMap<String, long[]> BY_REASON = new HashMap<>(); // both guarded by BY_REASON
    private static final HashMap<String, long[]> BY_FRAME = new HashMap<>();

    private PinnedParks() {}

    /** The {@code n}th since the start is about to block {@code carrier}, the caller. */
    static void count(long n, Carrier carrier) {
        if (n > ALL_UP_TO && n % ONE_IN != 0) {
            return;
        }
        carrier.pins++; // to look may load a class, and the agent's transformer asks again
        try {
            PinnedFrame frame = PinnedFrame.find();
            long weight = n > ALL_UP_TO ? ONE_IN : 1;
            synchronized (BY_REASON) {
                add(BY_REASON, frame.reason(), weight);
                add(BY_FRAME, BY_FRAME.size() < MOST_FRAMES ? frame.place() : "other", weight);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            return; // the thread that parks here did nothing wrong; this one is not counted
        } finally {
            carrier.pins--;
        }
    }

    private static void add(Map<String, long[]> counts, String key, long weight) {
        long @Nullable [] count = counts.get(key);
        if (count == null) {
            count = new long[1];
            counts.put(key, count);
        }
        count[0] += weight;
    }

    /** By {@link PinnedFrame#reason}; about, once there are many. */
    public static Map<String, Long> byReason() {
        return copy(BY_REASON);
    }

    /** By {@link PinnedFrame#place}, up to a number of places. */
    public static Map<String, Long> byFrame() {
        return copy(BY_FRAME);
    }

    private static Map<String, Long> copy(Map<String, long[]> counts) {
        Map<String, Long> copy = new TreeMap<>();
        synchronized (BY_REASON) {
            for (Map.Entry<String, long[]> e : counts.entrySet()) {
                copy.put(e.getKey(), e.getValue()[0]);
            }
        }
        return copy;
    }
}
