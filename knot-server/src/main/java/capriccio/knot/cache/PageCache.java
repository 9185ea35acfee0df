package capriccio.knot.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Pages by their normalised request path. Safe for any number of threads. */
public interface PageCache {
    /**
     * The page at a path; blocks while it is loaded. However many threads miss the same page at once, one of them loads
     * it and the others wait, without holding a monitor.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws MovedException if the path is a directory's without its trailing slash
     * @throws java.io.InterruptedIOException if interrupted while waiting; the interrupt status stays set
     */
    Page get(String path) throws IOException;

    /** The page if it is in memory, otherwise null; never blocks and counts as a hit or not at all. */
    @Nullable Page peek(String path);

    /** How many calls found their page in memory. */
    long hits();

    /** How many calls of {@link #get} did not. */
    long misses();

    /** A cache of at most {@code maximumBytes} of pages over the files below {@code root}, which must exist. */
    static PageCache of(Path root, long maximumBytes) throws IOException {
        return new CaffeinePageCache(new FileStore(root)::load, maximumBytes);
    }
}
