package capriccio.iointercept.programs;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Locks and synchronisers of {@code java.util.concurrent}, held and waited for across suspensions. */
@SuppressWarnings({"ThreadPriorityCheck", "LockNotBeforeTry"}) // to yield is the point; a failed check ends the program
public final class Locks {
    private static final int THREADS = 30;
    private static final int ROUNDS = 50;

    private Locks() {}

    public static void main(String[] args) {
        new Cases()
                .add("reentrantLock", () -> exclusive(new ReentrantLock()))
                .add("fairLock", () -> exclusive(new ReentrantLock(true)))
                .add("writeLock", () -> exclusive(new ReentrantReadWriteLock().writeLock()))
                .add("stampedWriteLock", () -> exclusive(new StampedLock().asWriteLock()))
                .add("ownership", Locks::ownership)
                .add("condition", Locks::condition)
                .add("timedLock", Locks::timedLock)
                .add("readersShare", Locks::readersShare)
                .add("stamped", Locks::stamped)
                .add("semaphore", Locks::semaphore)
                .add("latch", Locks::latch)
                .add("barrier", Locks::barrier)
                .add("barrierTimesOut", Locks::barrierTimesOut)
                .add("phaser", Locks::phaser)
                .add("exchanger", Locks::exchanger)
                .run(args);
    }

    private static void exclusive(Lock lock) throws Exception {
        int[] count = new int[1];
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("locker-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    try {
                        int seen = count[0];
                        Thread.yield();
                        count[0] = seen + 1;
                    } finally {
                        lock.unlock();
                    }
                }
            });
        }
        crew.join();
        Check.equal(count[0], THREADS * ROUNDS, "count");
    }

    private static void ownership() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        lock.lock();
        Thread.sleep(1);
        Check.that(lock.isHeldByCurrentThread(), "held by the thread that locked it");
        Check.equal(lock.getHoldCount(), 2, "holds");
        Crew crew = new Crew();
        crew.start("other", () -> {
            Check.that(!lock.isHeldByCurrentThread(), "not held by another thread");
            Check.that(!lock.tryLock(), "cannot be locked by another thread");
            Check.thrown(IllegalMonitorStateException.class, lock::unlock);
        });
        crew.join();
        lock.unlock();
        lock.unlock();
    }

    private static void condition() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        int[] turn = new int[1];
        int players = 10;
        Crew crew = new Crew();
        for (int p = 0; p < players; p++) {
            int me = p;
            crew.start("player-" + p, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    try {
                        while (turn[0] % players != me) {
                            changed.await();
                        }
                        turn[0]++;
                        changed.signalAll();
                    } finally {
                        lock.unlock();
                    }
                }
            });
        }
        crew.join();
        Check.equal(turn[0], players * ROUNDS, "turns");
    }

    private static void timedLock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Crew crew = new Crew();
        crew.start("impatient", () -> {
            long start = System.nanoTime();
            Check.that(!lock.tryLock(100, TimeUnit.MILLISECONDS), "times out");
            Check.between((System.nanoTime() - start) / 1_000_000, 99, 20_000, "milliseconds waited");
        });
        crew.join();
        lock.unlock();
    }

    private static void readersShare() throws Exception {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        CyclicBarrier allReading = new CyclicBarrier(THREADS);
        AtomicInteger readers = new AtomicInteger();
        int[] value = new int[1];
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("reader-" + i, () -> {
                lock.readLock().lock();
                try {
                    readers.incrementAndGet();
                    allReading.await(); // passes only if all hold the lock at once
                    Check.equal(value[0], 0, "value while reading");
                    readers.decrementAndGet();
                } finally {
                    lock.readLock().unlock();
                }
            });
        }
        crew.join();
        lock.writeLock().lock();
        value[0]++;
        Check.equal(readers.get(), 0, "readers beside a writer");
        lock.writeLock().unlock();
    }

    private static void stamped() throws Exception {
        StampedLock lock = new StampedLock();
        long[] pair = new long[2];
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            boolean writer = i % 3 == 0;
            crew.start("stamped-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    if (writer) {
                        write(lock, pair);
                    } else {
                        read(lock, pair);
                    }
                }
            });
        }
        crew.join();
        Check.equal(pair[0], (long) THREADS / 3 * ROUNDS, "writes");
    }

    private static void write(StampedLock lock, long[] pair) {
        long stamp = lock.writeLock();
        pair[0]++;
        Thread.yield();
        pair[1]++;
        lock.unlockWrite(stamp);
    }

    private static void read(StampedLock lock, long[] pair) {
        long stamp = lock.readLock();
        long first = pair[0];
        Thread.yield();
        Check.equal(pair[1], first, "both halves");
        lock.unlockRead(stamp);
    }

    private static void semaphore() throws Exception {
        Semaphore permits = new Semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("permit-" + i, () -> {
                for (int round = 0; round < 10; round++) {
                    permits.acquire();
                    Check.that(inside.incrementAndGet() <= 3, "at most three inside");
                    Thread.sleep(1);
                    inside.decrementAndGet();
                    permits.release();
                    passed.incrementAndGet();
                }
            });
        }
        crew.join();
        Check.equal(passed.get(), THREADS * 10, "passages");
        Check.equal(permits.availablePermits(), 3, "permits at the end");
    }

    private static void latch() throws Exception {
        CountDownLatch ready = new CountDownLatch(THREADS);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("runner-" + i, () -> {
                ready.countDown();
                go.await();
                started.incrementAndGet();
            });
        }
        ready.await();
        Check.equal(started.get(), 0, "started before the signal");
        Check.that(!new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS), "a latch times out");
        go.countDown();
        crew.join();
        Check.equal(started.get(), THREADS, "started");
    }

    private static void barrier() throws Exception {
        AtomicInteger generations = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(THREADS, generations::incrementAndGet);
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("party-" + i, () -> {
                for (int round = 1; round <= ROUNDS; round++) {
                    barrier.await();
                    Check.between(generations.get(), round, round + 1L, "generation");
                }
            });
        }
        crew.join();
        Check.equal(generations.get(), ROUNDS, "generations");
    }

    private static void barrierTimesOut() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        Crew crew = new Crew();
        crew.start("patient", () -> Check.thrown(BrokenBarrierException.class, barrier::await));
        while (barrier.getNumberWaiting() == 0) {
            Thread.sleep(1);
        }
        Check.thrown(TimeoutException.class, () -> barrier.await(50, TimeUnit.MILLISECONDS));
        crew.join();
    }

    private static void phaser() throws Exception {
        Phaser phaser = new Phaser(THREADS);
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("phase-" + i, () -> {
                for (int phase = 0; phase < ROUNDS; phase++) {
                    Check.equal(phaser.arriveAndAwaitAdvance(), phase + 1, "phase");
                }
                phaser.arriveAndDeregister();
            });
        }
        crew.join();
        Check.that(phaser.isTerminated(), "terminated when all have left");
    }

    private static void exchanger() throws Exception {
        Crew crew = new Crew();
        for (int pair = 0; pair < 10; pair++) {
            Exchanger<Integer> exchanger = new Exchanger<>();
            for (int side = 0; side < 2; side++) {
                int mine = side;
                crew.start("trader-" + pair + "-" + side, () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        int theirs = exchanger.exchange(2 * i + mine);
                        Check.equal(theirs, 2 * i + 1 - mine, "what the other gave");
                    }
                });
            }
        }
        crew.join();
    }
}
