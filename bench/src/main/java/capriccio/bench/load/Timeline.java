package capriccio.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What came in each window of the measured slice. Confined to its loop until that has ended. */
final class Timeline {
    private static final int DIGITS = 2;

    private final long windowNanos;
    private final List<Histogram> times = new ArrayList<>();
    private final List<Long> refused = new ArrayList<>();
    private long start;

    /** 0: no windows, nothing is kept. */
    Timeline(long windowMillis) {
        windowNanos = windowMillis * 1_000_000;
    }

    void begin(long now) {
        start = now;
    }

    void completed(long now, long nanos) {
        if (windowNanos > 0) {
            Histograms.record(times.get(window(now)), nanos);
        }
    }

    void refused(long now) {
        if (windowNanos > 0) {
            int window = window(now);
            refused.set(window, refused.get(window) + 1);
        }
    }

    private int window(long now) {
        int window = (int) ((now - start) / windowNanos);
        extend(window + 1);
        return window;
    }

    private void extend(int length) {
        while (times.size() < length) {
            times.add(Histograms.create(DIGITS));
            refused.add(0L);
        }
    }

    void add(Timeline other) {
        extend(other.times.size());
        for (int i = 0; i < other.times.size(); i++) {
            times.get(i).add(other.times.get(i));
            refused.set(i, refused.get(i) + other.refused.get(i));
        }
    }

    /** Those that ended with the slice or before. */
    List<LoadResult.Window> windows(double seconds) {
        List<LoadResult.Window> windows = new ArrayList<>();
        if (windowNanos > 0) {
            extend((int) (seconds * 1e9 / windowNanos));
        }
        for (int i = 0; i < times.size() && (i + 1) * (windowNanos / 1e9) <= seconds; i++) {
            windows.add(new LoadResult.Window((i + 1) * (windowNanos / 1e9), Histograms.times(times.get(i)), refused.get(i)));
        }
        return windows;
    }
}
