package capriccio.bench.peers;

import capriccio.bench.fileset.RequestMix;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What requests compute that are not light, and the threads that do: as Netty's users are told to, not the event loop. Its
 * queue is bounded by the connections, each of which has one request there at most. Thread-safe.
 */
final class Offload implements AutoCloseable {
    private final @Nullable Runnable work;
    private final ExecutorService threads;

    /**
     * That work on so many threads.
     *
     * @param work null: nothing computes
     */
    Offload(@Nullable Runnable work, int threads) {
        this.work = work;
        this.threads = Executors.newFixedThreadPool(threads);
    }

    boolean isFor(String path) {
        return work != null && !path.endsWith(RequestMix.LIGHT);
    }

    /** Later, on one of the threads; then calls {@code done} there. */
    void compute(Runnable done) {
        threads.execute(() -> {
            if (work != null) {
                work.run();
            }
            done.run();
        });
    }

    /** What is queued is given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
