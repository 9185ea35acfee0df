package capriccio.iointercept.programs;

import java.util.concurrent.atomic.AtomicInteger;

/** Mutual exclusion holds when the code inside {@code synchronized} sleeps or yields. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class SynchronizedSleep {
    private static final int THREADS = 12;
    private static final int ROUNDS = 15;

    private static int staticCount;
    private static int staticInside;

    private int count;
    private int inside;

    private SynchronizedSleep() {}

    public static void main(String[] args) {
        new Cases()
                .add("method", () -> method(new SynchronizedSleep()))
                .add("block", () -> block(new SynchronizedSleep()))
                .add("staticMethod", SynchronizedSleep::staticMethod)
                .add("nested", () -> nested(new SynchronizedSleep()))
                .add("reentrant", () -> reentrant(new SynchronizedSleep()))
                .add("releasedByException", () -> releasedByException(new SynchronizedSleep()))
                .add("holdsLock", () -> holdsLock(new SynchronizedSleep()))
                .add("manyLocks", SynchronizedSleep::manyLocks)
                .run(args);
    }

    private static void method(SynchronizedSleep shared) throws Exception {
        each(shared::sleepingIncrement);
        Check.equal(shared.count, THREADS * ROUNDS, "count");
    }

    private static void block(SynchronizedSleep shared) throws Exception {
        each(() -> {
            synchronized (shared) {
                int seen = shared.enter();
                Thread.yield();
                shared.leave(seen);
            }
        });
        Check.equal(shared.count, THREADS * ROUNDS, "count");
    }

    private static void staticMethod() throws Exception {
        each(SynchronizedSleep::staticIncrement);
        Check.equal(staticCount, THREADS * ROUNDS, "count");
    }

    private static void nested(SynchronizedSleep outer) throws Exception {
        SynchronizedSleep inner = new SynchronizedSleep();
        each(() -> {
            synchronized (outer) {
                int seen = outer.enter();
                Thread.yield();
                synchronized (inner) {
                    inner.sleepingIncrement();
                    Thread.yield();
                }
                outer.leave(seen);
            }
        });
        Check.equal(outer.count, THREADS * ROUNDS, "outer count");
        Check.equal(inner.count, THREADS * ROUNDS, "inner count");
    }

    private static void reentrant(SynchronizedSleep shared) throws Exception {
        each(() -> shared.descend(5));
        Check.equal(shared.count, THREADS * ROUNDS * 6, "count");
    }

    private static void releasedByException(SynchronizedSleep shared) throws Exception {
        each(() -> {
            IllegalStateException e = Check.thrown(IllegalStateException.class, shared::failAfterSleep);
            Check.equal(e.getMessage(), "after sleep", "message");
            Check.that(!Thread.holdsLock(shared), "the lock was released");
        });
        Check.equal(shared.count, THREADS * ROUNDS, "count");
    }

    private static void holdsLock(SynchronizedSleep shared) throws Exception {
        each(() -> {
            Check.that(!Thread.holdsLock(shared), "not held before");
            synchronized (shared) {
                Thread.yield();
                Check.that(Thread.holdsLock(shared), "held after a yield");
            }
            Check.that(!Thread.holdsLock(shared), "not held afterwards");
        });
    }

    /** Sleepers under locks of their own, more than there are carriers, all make progress. */
    private static void manyLocks() throws Exception {
        AtomicInteger done = new AtomicInteger();
        Crew crew = new Crew();
        for (int i = 0; i < 100; i++) {
            SynchronizedSleep own = new SynchronizedSleep();
            crew.start("owner-" + i, () -> {
                for (int round = 0; round < 3; round++) {
                    own.sleepingIncrement();
                }
                Check.equal(own.count, 3, "own count");
                done.incrementAndGet();
            });
        }
        crew.join();
        Check.equal(done.get(), 100, "owners done");
    }

    private static void each(Check.Body body) throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            crew.start("locker-" + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    body.run();
                }
            });
        }
        crew.join();
    }

    private synchronized void sleepingIncrement() throws InterruptedException {
        int seen = enter();
        Thread.sleep(1);
        leave(seen);
    }

    private static synchronized void staticIncrement() throws InterruptedException {
        Check.equal(staticInside++, 0, "others inside");
        int seen = staticCount;
        Thread.sleep(1);
        staticCount = seen + 1;
        staticInside--;
    }

    private synchronized void descend(int depth) {
        int seen = count;
        Thread.yield();
        Check.equal(count, seen, "count after a yield");
        count = seen + 1;
        if (depth > 0) {
            descend(depth - 1);
        }
    }

    private synchronized void failAfterSleep() throws InterruptedException {
        int seen = enter();
        try {
            Thread.sleep(1);
            throw new IllegalStateException("after sleep");
        } finally {
            leave(seen);
        }
    }

    private int enter() {
        Check.equal(inside++, 0, "others inside");
        return count;
    }

    private void leave(int seen) {
        Check.equal(count, seen, "count while inside");
        count = seen + 1;
        inside--;
    }
}
