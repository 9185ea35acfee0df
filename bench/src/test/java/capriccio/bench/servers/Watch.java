package capriccio.bench.servers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Samples a server's threads until it is closed: a spare carrier of a moment would be missed at the end. */
final class Watch implements AutoCloseable {
    private static final long MILLIS = 50;

    private final ServerJvm server;
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    Watch(ServerJvm server) {
        this.server = server;
        Thread thread = new Thread(this::watch, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            do {
                most.accumulateAndGet(server.threads(), Math::max);
            } while (!closed.await(MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The most threads that were seen so far. */
    int mostThreads() {
        return most.get();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
