package capriccio.iointercept.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.continuations.runtime.BlockingListener;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.Poller;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.UserThread;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The protocol between a thread that waits on a descriptor, as {@code SocketHooks.poll} does, and the poller: whatever
 * way edges and waits interleave, a thread that waits while there is something to read is woken.
 */
class DescriptorTest {
    private static final int ROUNDS = 2_000;
    private static final int EDGES = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final VarHandle PERMIT = permit();

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    private static VarHandle permit() {
        try {
            return MethodHandles.privateLookupIn(UserThread.class, MethodHandles.lookup())
                    .findVarHandle(UserThread.class, "permit", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** One direction of a descriptor, with what the kernel holds for it, and the thread that waits. */
    private static final class Direction {
        private final Descriptor descriptor;
        private final boolean reads;
        private final AtomicInteger kernel = new AtomicInteger();
        private final UserThread thread = new UserThread(
                new Scheduler(1, new FifoPolicy(1), new Nothing(), new JdkHost(), method -> {
                    throw new AssertionError("nothing is resumed");
                }, BlockingListener.NONE),
                new Thread(), null);

        Direction(Descriptor descriptor, boolean reads) {
            this.descriptor = descriptor;
            this.reads = reads;
        }

        /** As a blocking read: tries, waits, tries again. Returns what it got. */
        int consume(int upTo) {
            int got = 0;
            while (got < upTo) {
                int n = kernel.getAndSet(0);
                got += n;
                if (n == 0 && descriptor.await(reads, thread)) {
                    while (!descriptor.isReady(reads)) {
                        park();
                    }
                    descriptor.endAwait(reads);
                }
            }
            return got;
        }

        private void park() {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            for (int i = 0; !(boolean) PERMIT.getAndSet(thread, false); i++) {
                if (i < 1_000) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(1_000);
                    assertThat(System.nanoTime()).as("a wake-up is lost").isLessThan(deadline);
                }
            }
        }

        int edges() {
            for (int i = 0; i < EDGES; i++) {
                kernel.incrementAndGet();
                descriptor.signal(reads);
            }
            return EDGES;
        }
    }

    @Test
    void noEdgeIsLost() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Direction read = new Direction(new Descriptor(new FileDescriptor()), true);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Integer> consumer = threads.submit(() -> {
                start.await();
                return read.consume(EDGES);
            });
            start.await();
            read.edges();
            assertThat(consumer.get()).as("round %d", i).isEqualTo(EDGES);
        }
    }

    @Test
    void directionsDoNotDisturbEachOther() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Descriptor d = new Descriptor(new FileDescriptor());
            Direction read = new Direction(d, true);
            Direction write = new Direction(d, false);
            CyclicBarrier start = new CyclicBarrier(3);
            Future<Integer> reader = threads.submit(() -> {
                start.await();
                return read.consume(EDGES);
            });
            Future<Integer> writer = threads.submit(() -> {
                start.await();
                return write.consume(EDGES);
            });
            start.await();
            read.edges();
            write.edges();
            assertThat(reader.get() + writer.get()).as("round %d", i).isEqualTo(2 * EDGES);
        }
    }

    @Test
    void aCloseWakesWhoeverWaits() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Descriptor d = new Descriptor(new FileDescriptor());
            Direction read = new Direction(d, true);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Boolean> waiter = threads.submit(() -> {
                start.await();
                if (!d.isClosing() && d.awaitInTurn(true, read.thread) == Descriptor.AWAITS) {
                    while (!d.isReady(true)) {
                        read.park();
                    }
                    d.endAwait(true);
                }
                return d.isClosing();
            });
            start.await();
            d.close();
            assertThat(waiter.get()).as("round %d", i).isTrue();
        }
    }

    /** Nothing to poll. */
    private static final class Nothing implements Poller {
        @Override
        public void poll(long nanos) {}

        @Override
        public void wakeup() {}
    }
}
