package capriccio.knot.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Arrays to put a response together in, lent for the time of a write, so that idle connections hold none. Never blocks:
 * lends a new array when it has none.
 */
final class BufferPool {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_POOLED = 256;

    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
    // At least the size of the queue, whose own size() walks it.
    private final AtomicInteger pooled = new AtomicInteger();

    byte[] take() {
        byte[] buffer = free.poll();
        if (buffer == null) {
            return new byte[BUFFER_BYTES];
        }
        pooled.decrementAndGet();
        return buffer;
    }

    void give(byte[] buffer) {
        if (pooled.incrementAndGet() > MAX_POOLED) {
            pooled.decrementAndGet();
            return;
        }
        free.add(buffer);
    }
}
