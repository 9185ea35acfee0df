package capriccio.knot.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A page cache with Caffeine's admission and eviction, weighed in bytes. */
final class CaffeinePageCache implements PageCache {
    /*
     * Implementation overview
     *
     * Caffeine's own loading computes inside ConcurrentHashMap.compute, which holds a bin's monitor: a user thread that
     * waits for the disk there would pin its carrier. So the cache proper is only read and put, and loads in flight are
     * futures in a map of their own. The owner of a future puts the page before it removes the future, and whoever
     * becomes an owner looks into the cache once more: between the two there is no gap for a second load.
     *
     * Pages are not revalidated: a file that changes is served as it was until its page is evicted.
     */

    // What a page costs besides its content: objects, key, encoded fields.
    private static final int OVERHEAD_BYTES = 512;

    private final PageLoader loader;
    private final Cache<String, Page> pages;
    private final ConcurrentMap<String, FutureTask<Page>> loads = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    CaffeinePageCache(PageLoader loader, long maximumBytes) {
        this.loader = loader;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .weigher((String path, Page page) -> weight(page))
                .executor(Runnable::run)
                .build();
    }

    @Override
    public @Nullable Page peek(String path) {
        Page page = pages.getIfPresent(path);
        if (page != null) {
            hits.increment();
        }
        return page;
    }

    @Override
    public Page get(String path) throws IOException {
        Page page = peek(path);
        if (page != null) {
            return page;
        }
        misses.increment();
        FutureTask<Page> load = new FutureTask<>(() -> loadUnlessPresent(path));
        FutureTask<Page> other = loads.putIfAbsent(path, load);
        if (other != null) {
            return await(other);
        }
        try {
            load.run();
        } finally {
            loads.remove(path);
        }
        return await(load);
    }

    /** Only called by the owner of the load in flight. */
    private Page loadUnlessPresent(String path) throws IOException {
        Page page = pages.getIfPresent(path);
        if (page == null) {
            page = loader.load(path);
            pages.put(path, page);
        }
        return page;
    }

    @Override
    public long hits() {
        return hits.sum();
    }

    @Override
    public long misses() {
        return misses.sum();
    }

    private static int weight(Page page) {
        return (int) Math.min(Integer.MAX_VALUE, (long) page.length() + OVERHEAD_BYTES);
    }

    private static Page await(FutureTask<Page> load) throws IOException {
        try {
            return load.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a page");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("cannot load the page", e.getCause());
        }
    }
}
