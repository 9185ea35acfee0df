package capriccio.iointercept.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whatever {@code java.util.concurrent} waits by: served, interrupted before and while it waits, and out of time. */
@SuppressWarnings("ThreadPriorityCheck") // until the others wait
public final class Cancellations {
    private static final int WAITERS = 12;
    private static final int MILLIS = 20;

    /** One thing to wait for, and its other side. */
    private interface Wait {
        void await() throws Exception;

        /** True if it was served in time. */
        boolean await(int millis) throws Exception;

        void serve() throws Exception;
    }

    private interface Timed {
        boolean await(int millis) throws Exception;
    }

    private record Of(Check.Body forever, Timed timed, Check.Body other) implements Wait {
        @Override
        public void await() throws Exception {
            forever.run();
        }

        @Override
        public boolean await(int millis) throws Exception {
            try {
                return timed.await(millis);
            } catch (TimeoutException e) {
                return false;
            }
        }

        @Override
        public void serve() throws Exception {
            other.run();
        }
    }

    private Cancellations() {}

    public static void main(String[] args) {
        Cases cases = new Cases();
        add(cases, "synchronousTake", () -> take(new SynchronousQueue<>()));
        add(cases, "synchronousPut", () -> put(new SynchronousQueue<>()));
        add(cases, "fairTake", () -> take(new SynchronousQueue<>(true)));
        add(cases, "fairPut", () -> put(new SynchronousQueue<>(true)));
        add(cases, "arrayTake", () -> take(new ArrayBlockingQueue<>(1)));
        add(cases, "arrayPut", () -> put(full(new ArrayBlockingQueue<>(1))));
        add(cases, "linkedTake", () -> take(new LinkedBlockingQueue<>()));
        add(cases, "linkedPut", () -> put(full(new LinkedBlockingQueue<>(1))));
        add(cases, "dequeTake", () -> take(new LinkedBlockingDeque<>()));
        add(cases, "dequePut", () -> put(full(new LinkedBlockingDeque<>(1))));
        add(cases, "priorityTake", () -> take(new PriorityBlockingQueue<>()));
        add(cases, "transferTake", () -> take(new LinkedTransferQueue<>()));
        add(cases, "transfer", Cancellations::transfer);
        add(cases, "delayTake", Cancellations::delay);
        add(cases, "exchanger", Cancellations::exchange);
        add(cases, "semaphore", Cancellations::semaphore);
        add(cases, "latch", Cancellations::latch);
        add(cases, "barrier", Cancellations::barrier);
        add(cases, "phaser", Cancellations::phaser);
        add(cases, "completableFuture", Cancellations::completable);
        add(cases, "futureTask", Cancellations::task);
        add(cases, "lock", Cancellations::lock);
        add(cases, "condition", Cancellations::condition);
        cases.add("blocker", Cancellations::blocker);
        cases.run(args);
    }

    private static void add(Cases cases, String name, Supplier<Wait> maker) {
        cases.add(name, () -> {
            servedOrInterrupted(maker);
            interruptedBefore(maker.get());
            outOfTime(maker);
        });
    }

    /** Every second waiter is interrupted, the others are served. */
    private static void servedOrInterrupted(Supplier<Wait> maker) throws Exception {
        Crew crew = new Crew();
        List<Wait> waits = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < WAITERS; i++) {
            Wait wait = maker.get();
            boolean timed = i % 4 >= 2;
            waits.add(wait);
            threads.add(crew.start("waiter-" + i, () -> {
                try {
                    if (timed) {
                        Check.that(wait.await(50_000), "served in time");
                    } else {
                        wait.await();
                    }
                    served.incrementAndGet();
                } catch (InterruptedException e) {
                    Check.that(!Thread.currentThread().isInterrupted(), "the status is cleared");
                    interrupted.incrementAndGet();
                }
            }));
        }
        for (int i = 0; i < WAITERS; i++) {
            awaitWaiting(threads.get(i));
            if (i % 2 == 0) {
                threads.get(i).interrupt();
            } else {
                waits.get(i).serve();
            }
        }
        crew.join();
        Check.equal(interrupted.get(), WAITERS / 2, "interrupted");
        Check.equal(served.get(), WAITERS / 2, "served");
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            Check.that(thread.isAlive(), thread.getName() + " waits");
            Thread.yield();
        }
    }

    private static void interruptedBefore(Wait wait) {
        Thread.currentThread().interrupt();
        Check.thrown(InterruptedException.class, wait::await);
        Check.that(!Thread.currentThread().isInterrupted(), "the status is cleared");
    }

    private static void outOfTime(Supplier<Wait> maker) throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < WAITERS; i++) {
            Wait wait = maker.get();
            crew.start("late-" + i, () -> {
                long start = System.nanoTime();
                Check.that(!wait.await(MILLIS), "out of time");
                Check.between((System.nanoTime() - start) / 1_000_000, MILLIS - 1, 50_000, "milliseconds waited");
            });
        }
        crew.join();
    }

    private static Wait take(BlockingQueue<Integer> q) {
        return new Of(() -> Check.equal(q.take(), 7, "item"), t -> q.poll(t, TimeUnit.MILLISECONDS) != null, () -> q.put(7));
    }

    private static BlockingQueue<Integer> full(BlockingQueue<Integer> q) {
        q.add(7);
        return q;
    }

    private static Wait put(BlockingQueue<Integer> q) {
        return new Of(() -> q.put(7), t -> q.offer(7, t, TimeUnit.MILLISECONDS), () -> Check.equal(q.take(), 7, "item"));
    }

    private static Wait transfer() {
        LinkedTransferQueue<Integer> q = new LinkedTransferQueue<>();
        return new Of(() -> q.transfer(7), t -> q.tryTransfer(7, t, TimeUnit.MILLISECONDS), () -> Check.equal(q.take(), 7, "item"));
    }

    private static final class Due implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private static Wait delay() {
        DelayQueue<Due> q = new DelayQueue<>();
        return new Of(q::take, t -> q.poll(t, TimeUnit.MILLISECONDS) != null, () -> q.put(new Due()));
    }

    private static Wait exchange() {
        Exchanger<Integer> x = new Exchanger<>();
        return new Of(
                () -> Check.equal(x.exchange(1), 2, "what the other gave"),
                t -> x.exchange(1, t, TimeUnit.MILLISECONDS) == 2,
                () -> Check.equal(x.exchange(2), 1, "what the waiter gave"));
    }

    private static Wait semaphore() {
        Semaphore s = new Semaphore(0);
        return new Of(s::acquire, t -> s.tryAcquire(t, TimeUnit.MILLISECONDS), s::release);
    }

    private static Wait latch() {
        CountDownLatch l = new CountDownLatch(1);
        return new Of(l::await, t -> l.await(t, TimeUnit.MILLISECONDS), l::countDown);
    }

    private static Wait barrier() {
        CyclicBarrier b = new CyclicBarrier(2);
        return new Of(b::await, t -> b.await(t, TimeUnit.MILLISECONDS) >= 0, b::await);
    }

    private static Wait phaser() {
        Phaser p = new Phaser(1);
        return new Of(
                () -> Check.equal(p.awaitAdvanceInterruptibly(0), 1, "phase"),
                t -> p.awaitAdvanceInterruptibly(0, t, TimeUnit.MILLISECONDS) == 1,
                p::arrive);
    }

    private static Wait completable() {
        CompletableFuture<Integer> f = new CompletableFuture<>();
        return new Of(() -> Check.equal(f.get(), 7, "value"), t -> f.get(t, TimeUnit.MILLISECONDS) == 7, () -> f.complete(7));
    }

    private static Wait task() {
        FutureTask<Integer> f = new FutureTask<>(() -> 7);
        return new Of(() -> Check.equal(f.get(), 7, "value"), t -> f.get(t, TimeUnit.MILLISECONDS) == 7, f::run);
    }

    /** Locked by the thread that makes it. */
    private static Wait lock() {
        ReentrantLock l = new ReentrantLock();
        l.lock();
        return new Of(l::lockInterruptibly, t -> l.tryLock(t, TimeUnit.MILLISECONDS), l::unlock);
    }

    private static Wait condition() {
        ReentrantLock l = new ReentrantLock();
        Condition c = l.newCondition();
        boolean[] set = new boolean[1];
        return new Of(
                () -> locked(l, () -> {
                    while (!set[0]) {
                        c.await();
                    }
                }),
                t -> {
                    boolean[] inTime = new boolean[1];
                    locked(l, () -> {
                        long left = TimeUnit.MILLISECONDS.toNanos(t);
                        while (!set[0] && left > 0) {
                            left = c.awaitNanos(left);
                        }
                        inTime[0] = set[0];
                    });
                    return inTime[0];
                },
                () -> locked(l, () -> {
                    set[0] = true;
                    c.signal();
                }));
    }

    private static void locked(ReentrantLock lock, Check.Body body) throws Exception {
        lock.lockInterruptibly();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }

    /** Who looks sees what a thread is parked on, and nothing afterwards. */
    private static void blocker() throws Exception {
        Object blocker = new Object();
        CountDownLatch on = new CountDownLatch(1);
        Crew crew = new Crew();
        Thread thread = crew.start("parked", () -> {
            while (on.getCount() > 0) {
                LockSupport.park(blocker);
            }
            Check.equal(LockSupport.getBlocker(Thread.currentThread()), null, "blocker after the park");
        });
        while (LockSupport.getBlocker(thread) == null) {
            Thread.yield();
        }
        Check.that(LockSupport.getBlocker(thread) == blocker, "the blocker is seen");
        on.countDown();
        LockSupport.unpark(thread);
        crew.join();
    }
}
