package capriccio.bench.micro;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One way in which a thread passes a token to another and waits until it comes back. */
interface HandOff {
    /** Passes the token and gets it back, {@code times}. */
    void ping(int times) throws InterruptedException;

    /** Passes the token back until it is told to stop. */
    void pong() throws InterruptedException;

    /** Called by the thread that pings: ends the other. */
    void stop() throws InterruptedException;

    static HandOff of(String name) {
        return switch (name) {
            case "park" -> new Park();
            case "synchronousQueue" -> new Queues(new SynchronousQueue<>(), new SynchronousQueue<>());
            case "arrayBlockingQueue" -> new Queues(new ArrayBlockingQueue<>(1), new ArrayBlockingQueue<>(1));
            case "linkedBlockingQueue" -> new Queues(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
            case "linkedBlockingDeque" -> new Queues(new LinkedBlockingDeque<>(), new LinkedBlockingDeque<>());
            case "priorityBlockingQueue" -> new Queues(new PriorityBlockingQueue<>(), new PriorityBlockingQueue<>());
            case "linkedTransferQueue" -> new Queues(new LinkedTransferQueue<>(), new LinkedTransferQueue<>());
            case "delayQueue" -> new Synchronizers.Delays();
            case "exchanger" -> new Exchange();
            case "semaphore" -> new Synchronizers.Semaphores();
            case "countDownLatch" -> new Synchronizers.Latches();
            case "cyclicBarrier" -> new Synchronizers.Barrier();
            case "phaser" -> new Synchronizers.Phases();
            case "completableFuture" -> new Synchronizers.Futures();
            case "lockCondition" -> new LockCondition();
            case "waitNotify" -> new WaitNotify();
            default -> throw new IllegalArgumentException("no way of handing off is called " + name);
        };
    }

    /** {@code LockSupport.park} and {@code unpark}. */
    final class Park implements HandOff {
        private static final int PING = 0;
        private static final int PONG = 1;
        private static final int STOP = 2;

        private volatile int turn = PING;
        private volatile @Nullable Thread pinger;
        private volatile @Nullable Thread ponger;

        @Override
        public void ping(int times) {
            pinger = Thread.currentThread();
            for (int i = 0; i < times; i++) {
                turn = PONG;
                LockSupport.unpark(ponger);
                while (turn != PING) {
                    LockSupport.park(this);
                }
            }
        }

        @Override
        public void pong() {
            ponger = Thread.currentThread();
            while (true) {
                while (turn == PING) {
                    LockSupport.park(this);
                }
                if (turn == STOP) {
                    return;
                }
                turn = PING;
                LockSupport.unpark(pinger);
            }
        }

        @Override
        public void stop() {
            turn = STOP;
            LockSupport.unpark(ponger);
        }
    }

    /** A queue each way. */
    record Queues(BlockingQueue<Integer> there, BlockingQueue<Integer> back) implements HandOff {
        private static final Integer TOKEN = 1;
        private static final Integer STOP = -1;

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                there.put(TOKEN);
                back.take();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (there.take() > 0) {
                back.put(TOKEN);
            }
        }

        @Override
        public void stop() throws InterruptedException {
            there.put(STOP);
        }
    }

    /** An exchanger: one exchange is two passes. */
    final class Exchange implements HandOff {
        private final Exchanger<Boolean> exchanger = new Exchanger<>();

        @Override
        public void ping(int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                exchanger.exchange(true);
            }
        }

        @Override
        public void pong() throws InterruptedException {
            while (exchanger.exchange(false)) {
                // until the other side says false
            }
        }

        @Override
        public void stop() throws InterruptedException {
            exchanger.exchange(false);
        }
    }

    /** A lock with a condition for each side. */
    final class LockCondition implements HandOff {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition pinged = lock.newCondition();
        private final Condition ponged = lock.newCondition();
        private boolean isPing = true;
        private boolean stopped;

        @Override
        public void ping(int times) throws InterruptedException {
            lock.lock();
            try {
                for (int i = 0; i < times; i++) {
                    isPing = false;
                    pinged.signal();
                    while (!isPing) {
                        ponged.await();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void pong() throws InterruptedException {
            lock.lock();
            try {
                while (true) {
                    while (isPing && !stopped) {
                        pinged.await();
                    }
                    if (stopped) {
                        return;
                    }
                    isPing = true;
                    ponged.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void stop() {
            lock.lock();
            try {
                stopped = true;
                pinged.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** {@code Object.wait} and {@code notify} under one monitor. */
    final class WaitNotify implements HandOff {
        private final Object monitor = new Object();
        private boolean isPing = true;
        private boolean stopped;

        @Override
        public void ping(int times) throws InterruptedException {
            synchronized (monitor) {
                for (int i = 0; i < times; i++) {
                    isPing = false;
                    monitor.notifyAll();
                    while (!isPing) {
                        monitor.wait();
                    }
                }
            }
        }

        @Override
        public void pong() throws InterruptedException {
            synchronized (monitor) {
                while (true) {
                    while (isPing && !stopped) {
                        monitor.wait();
                    }
                    if (stopped) {
                        return;
                    }
                    isPing = true;
                    monitor.notifyAll();
                }
            }
        }

        @Override
        public void stop() {
            synchronized (monitor) {
                stopped = true;
                monitor.notifyAll();
            }
        }
    }
}
