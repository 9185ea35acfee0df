package capriccio.bench.micro;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Hand-offs through what waits for an event. What can be used once is made anew for each pass, as programs do. */
final class Synchronizers {
    private Synchronizers() {}

    /** A semaphore for each side. */
    static final class Semaphores implements HandOff {
        private final Semaphore there = new Semaphore(0);
        private final Semaphore back = new Semaphore(0);
        private volatile boolean stopped;

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                there.release();
                back.acquire();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (true) {
                there.acquire();
                if (stopped) {
                    return;
                }
                back.release();
            }
        }

        @Override
        public void stop() {
            stopped = true;
            there.release();
        }
    }

    /** Each side waits for its latch, which the other finds where it was left for it. */
    static final class Latches implements HandOff {
        private volatile CountDownLatch there = new CountDownLatch(1);
        private volatile CountDownLatch back = new CountDownLatch(1);
        private volatile boolean stopped;

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                CountDownLatch mine = new CountDownLatch(1);
                back = mine;
                there.countDown();
                mine.await();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (true) {
                there.await();
                if (stopped) {
                    return;
                }
                there = new CountDownLatch(1);
                back.countDown();
            }
        }

        @Override
        public void stop() {
            stopped = true;
            there.countDown();
        }
    }

    /** A barrier of two: each generation, the first waits for the second. One meeting counts as two passes. */
    static final class Barrier implements HandOff {
        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private volatile boolean stopped;

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                meet();
                meet();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (true) {
                meet();
                if (stopped) {
                    return;
                }
                meet();
            }
        }

        @Override
        public void stop() throws InterruptedException {
            stopped = true;
            meet();
        }

        private void meet() throws InterruptedException {
            try {
                barrier.await();
            } catch (BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same with a phaser. */
    static final class Phases implements HandOff {
        private final Phaser phaser = new Phaser(2);
        private volatile boolean stopped;

        @Override
        public void ping(int times) {
            for (int i = 0; i < times; i++) {
                phaser.arriveAndAwaitAdvance();
                phaser.arriveAndAwaitAdvance();
            }
        }

        @Override
        public void pong() {
            while (true) {
                phaser.arriveAndAwaitAdvance();
                if (stopped) {
                    return;
                }
                phaser.arriveAndAwaitAdvance();
            }
        }

        @Override
        public void stop() {
            stopped = true;
            phaser.arriveAndAwaitAdvance();
        }
    }

    /** A future each way. */
    static final class Futures implements HandOff {
        private static final Integer TOKEN = 1;
        private static final Integer STOP = -1;

        private volatile CompletableFuture<Integer> there = new CompletableFuture<>();
        private volatile CompletableFuture<Integer> back = new CompletableFuture<>();

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                CompletableFuture<Integer> mine = new CompletableFuture<>();
                back = mine;
                there.complete(TOKEN);
                get(mine);
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (get(there) > 0) {
                there = new CompletableFuture<>();
                back.complete(TOKEN);
            }
        }

        @Override
        public void stop() {
            there.complete(STOP);
        }

        private static Integer get(CompletableFuture<Integer> future) throws InterruptedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A delay queue each way, of what is due at once. */
    static final class Delays implements HandOff {
        private final DelayQueue<Due> there = new DelayQueue<>();
        private final DelayQueue<Due> back = new DelayQueue<>();

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                there.put(Due.TOKEN);
                back.take();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (there.take() != Due.STOP) {
                back.put(Due.TOKEN);
            }
        }

        @Override
        public void stop() {
            there.put(Due.STOP);
        }

        private static final class Due implements Delayed {
            static final Due TOKEN = new Due();
            static final Due STOP = new Due();

            @Override
            public long getDelay(TimeUnit unit) {
                return 0;
            }

            @Override
            public int compareTo(Delayed other) {
                return 0;
            }
        }
    }
}
