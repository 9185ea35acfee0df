package capriccio.knot.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PageCacheTest {
    private static final int READERS = 50;

    @Test
    void aMissingPageIsLoadedOnceHoweverManyWait() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch mayLoad = new CountDownLatch(1);
        CaffeinePageCache cache = new CaffeinePageCache(
                path -> {
                    loads.incrementAndGet();
                    await(mayLoad);
                    return page(100);
                },
                10_000);
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Page>> pages = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                pages.add(readers.submit(() -> cache.get("/a")));
            }
            org.awaitility.Awaitility.await().until(() -> cache.misses() == READERS);
            mayLoad.countDown();
            for (Future<Page> page : pages) {
                assertThat(page.get(10, TimeUnit.SECONDS)).isSameAs(pages.get(0).get());
            }
            assertThat(loads).hasValue(1);
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void aFailedLoadIsToldAndTriedAgain() throws IOException {
        AtomicInteger loads = new AtomicInteger();
        CaffeinePageCache cache = new CaffeinePageCache(
                path -> {
                    if (loads.incrementAndGet() == 1) {
                        throw new NoSuchFileException(path);
                    }
                    return page(100);
                },
                10_000);
        assertThatThrownBy(() -> cache.get("/a")).isInstanceOf(NoSuchFileException.class);
        assertThat(cache.get("/a").length()).isEqualTo(100);
    }

    @Test
    void peekOnlySeesWhatIsThere() throws IOException {
        CaffeinePageCache cache = new CaffeinePageCache(path -> page(100), 10_000);
        assertThat(cache.peek("/a")).isNull();
        Page page = cache.get("/a");
        assertThat(cache.peek("/a")).isSameAs(page);
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.misses()).isEqualTo(1);
    }

    @Test
    void pagesAreWeighedInBytes() throws IOException {
        AtomicInteger loads = new AtomicInteger();
        CaffeinePageCache cache = new CaffeinePageCache(
                path -> {
                    loads.incrementAndGet();
                    return page(20_000);
                },
                10_000);
        cache.get("/a");
        cache.get("/a");
        assertThat(loads).hasValue(2);
    }

    @Test
    void aWaitingReaderCanBeInterrupted() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch mayLoad = new CountDownLatch(1);
        CaffeinePageCache cache = new CaffeinePageCache(
                path -> {
                    loading.countDown();
                    await(mayLoad);
                    return page(1);
                },
                10_000);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            Future<Page> owner = readers.submit(() -> cache.get("/a"));
            assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();
            Future<?> waiter = readers.submit(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> cache.get("/a")).isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
            waiter.get(10, TimeUnit.SECONDS);
            mayLoad.countDown();
            assertThat(owner.get(10, TimeUnit.SECONDS).length()).isEqualTo(1);
        } finally {
            readers.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Page page(int length) {
        return new Page(new byte[length], "text/plain", "\"t\"", Instant.EPOCH);
    }
}
