package capriccio.iointercept.programs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Monitors as conditions: {@code wait}, timed {@code wait}, {@code notify} and {@code notifyAll}. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class WaitNotify {
    private WaitNotify() {}

    public static void main(String[] args) {
        new Cases()
                .add("boundedBuffer", WaitNotify::boundedBuffer)
                .add("timedOut", WaitNotify::timedOut)
                .add("timedButNotified", WaitNotify::timedButNotified)
                .add("notifyWakesOne", WaitNotify::notifyWakesOne)
                .add("restoresNesting", WaitNotify::restoresNesting)
                .add("pingPong", WaitNotify::pingPong)
                .add("needsTheMonitor", WaitNotify::needsTheMonitor)
                .run(args);
    }

    private static void boundedBuffer() throws Exception {
        int producers = 20;
        int items = 200;
        Buffer buffer = new Buffer(7);
        AtomicLong sum = new AtomicLong();
        Crew crew = new Crew();
        for (int p = 0; p < producers; p++) {
            crew.start("producer-" + p, () -> {
                for (int i = 1; i <= items; i++) {
                    buffer.put(i);
                }
            });
            crew.start("consumer-" + p, () -> {
                for (int i = 1; i <= items; i++) {
                    sum.addAndGet(buffer.take());
                }
            });
        }
        crew.join();
        Check.equal(sum.get(), (long) producers * items * (items + 1) / 2, "sum of items");
        Check.equal(buffer.size(), 0, "left over");
    }

    @SuppressWarnings("WaitNotInLoop") // nobody notifies
    private static void timedOut() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < 50; i++) {
            Object lock = new Object();
            crew.start("waiter-" + i, () -> {
                long start = System.nanoTime();
                synchronized (lock) {
                    lock.wait(100);
                    Check.that(Thread.holdsLock(lock), "the lock is held again");
                }
                Check.between((System.nanoTime() - start) / 1_000_000, 95, 20_000, "milliseconds waited");
            });
        }
        crew.join();
    }

    private static void timedButNotified() throws Exception {
        Object lock = new Object();
        boolean[] ready = new boolean[1];
        Crew crew = new Crew();
        for (int i = 0; i < 20; i++) {
            crew.start("waiter-" + i, () -> {
                long start = System.nanoTime();
                synchronized (lock) {
                    while (!ready[0]) {
                        lock.wait(50_000);
                    }
                }
                Check.between((System.nanoTime() - start) / 1_000_000, 0, 40_000, "milliseconds waited");
            });
        }
        crew.start("notifier", () -> {
            Thread.sleep(100);
            synchronized (lock) {
                ready[0] = true;
                lock.notifyAll();
                Thread.sleep(10); // nobody gets on before the lock is free
            }
        });
        crew.join();
    }

    private static void notifyWakesOne() throws Exception {
        Object lock = new Object();
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger permits = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < 10; i++) {
            crew.start("waiter-" + i, () -> {
                synchronized (lock) {
                    waiting.incrementAndGet();
                    while (permits.get() == 0) {
                        lock.wait();
                    }
                    permits.decrementAndGet();
                }
                passed.incrementAndGet();
            });
        }
        while (waiting.get() < 10) {
            Thread.sleep(1);
        }
        for (int i = 1; i <= 10; i++) {
            synchronized (lock) {
                permits.incrementAndGet();
                lock.notify();
            }
            while (passed.get() < i) {
                Thread.sleep(1);
            }
            Check.equal(passed.get(), i, "waiters that passed");
        }
        crew.join();
    }

    /** A wait gives up every level of a re-entered monitor and takes as many back. */
    private static void restoresNesting() throws Exception {
        Object lock = new Object();
        boolean[] ready = new boolean[1];
        Crew crew = new Crew();
        crew.start("nested", () -> {
            synchronized (lock) {
                synchronized (lock) {
                    while (!ready[0]) {
                        lock.wait();
                    }
                    Check.that(Thread.holdsLock(lock), "held inside");
                }
                Check.that(Thread.holdsLock(lock), "held outside");
                Thread.yield();
            }
            Check.that(!Thread.holdsLock(lock), "released");
        });
        crew.start("notifier", () -> {
            Thread.sleep(50);
            synchronized (lock) {
                ready[0] = true;
                lock.notifyAll();
            }
        });
        crew.join();
    }

    private static void pingPong() throws Exception {
        Object lock = new Object();
        int[] turn = new int[1];
        Crew crew = new Crew();
        for (int player = 0; player < 2; player++) {
            int me = player;
            crew.start("player-" + me, () -> {
                for (int i = 0; i < 1_000; i++) {
                    synchronized (lock) {
                        while (turn[0] % 2 != me) {
                            lock.wait();
                        }
                        turn[0]++;
                        lock.notifyAll();
                    }
                }
            });
        }
        crew.join();
        Check.equal(turn[0], 2_000, "turns");
    }

    @SuppressWarnings({"WaitNotInLoop", "NakedNotify"}) // each of them must throw
    private static void needsTheMonitor() {
        Object lock = new Object();
        Check.thrown(IllegalMonitorStateException.class, lock::notify);
        Check.thrown(IllegalMonitorStateException.class, lock::notifyAll);
        Check.thrown(IllegalMonitorStateException.class, () -> lock.wait(1));
    }

    private static final class Buffer {
        private final Deque<Integer> items = new ArrayDeque<>();
        private final int capacity;

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        synchronized void put(int item) throws InterruptedException {
            while (items.size() == capacity) {
                wait();
            }
            Thread.yield();
            items.addLast(item);
            Check.that(items.size() <= capacity, "the buffer is bounded");
            notifyAll();
        }

        synchronized int take() throws InterruptedException {
            while (items.isEmpty()) {
                wait(1_000);
            }
            int item = items.removeFirst();
            notifyAll();
            return item;
        }

        synchronized int size() {
            return items.size();
        }
    }
}
