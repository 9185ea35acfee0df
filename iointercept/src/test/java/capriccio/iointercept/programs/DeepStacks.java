package capriccio.iointercept.programs;

/** Stacks that are deep, and stacks that overflow: the thread, its carrier and its locks go on. */
@SuppressWarnings("ThreadPriorityCheck") // to yield is the point
public final class DeepStacks {
    private static final int DEPTH = 10_000;

    private int entered;
    private int left;

    private DeepStacks() {}

    public static void main(String[] args) {
        new Cases()
                .add("tenThousandFrames", DeepStacks::tenThousandFrames)
                .add("overflow", DeepStacks::overflow)
                .add("overflowUnderLocks", DeepStacks::overflowUnderLocks)
                .add("overflowUnderNestedBlocks", DeepStacks::overflowUnderNestedBlocks)
                .add("overflowAfterWait", DeepStacks::overflowAfterWait)
                .add("overflowAfterPark", DeepStacks::overflowAfterPark)
                .add("overflowWhileSuspending", DeepStacks::overflowWhileSuspending)
                .run(args);
    }

    private static void tenThousandFrames() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            crew.start("deep-" + t, () -> {
                Check.equal(down(DEPTH, 1), (long) DEPTH * (DEPTH + 1) / 2 + 1, "sum");
                Check.equal(down(DEPTH, 2), (long) DEPTH * (DEPTH + 1) / 2 + 2, "sum again");
            });
        }
        crew.join();
    }

    private static long down(int n, long salt) throws InterruptedException {
        if (n == 0) {
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
            Thread.sleep(5);
            return salt;
        }
        long below = down(n - 1, salt);
        if (n % 1_000 == 0) {
            Thread.yield();
        }
        return below + n;
    }

    private static void overflow() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            crew.start("overflowing-" + t, () -> {
                for (int i = 0; i < 5; i++) {
                    Check.thrown(StackOverflowError.class, () -> forEver(0));
                    Thread.yield();
                    Check.equal(down(50, 0), 1_275L, "sum after an overflow");
                }
            });
        }
        crew.join();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int forEver(int n) {
        return forEver(n + 1) + 1;
    }

    /** Every level that was entered is left; nobody holds the locks afterwards. */
    private static void overflowUnderLocks() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            DeepStacks own = new DeepStacks();
            crew.start("locker-" + t, () -> {
                for (int i = 0; i < 10; i++) {
                    Check.thrown(StackOverflowError.class, own::lockForEver);
                    Check.that(!Thread.holdsLock(own), "the lock is free");
                    Thread.yield();
                }
                Check.equal(own.entered - own.left, 0, "levels not left");
            });
        }
        crew.join();
    }

    private synchronized int lockForEver() {
        entered++;
        try {
            return nested(new Object()) + 1;
        } finally {
            left++;
        }
    }

    private int nested(Object own) {
        synchronized (own) {
            return lockForEver() + 1;
        }
    }

    /** Where the inner lock cannot be left for want of stack, the outer one is, and the block around both ends. */
    private static void overflowUnderNestedBlocks() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            DeepStacks own = new DeepStacks();
            crew.start("nesting-" + t, () -> {
                for (int i = 0; i < 30; i++) {
                    Object lock = new Object();
                    int above = i; // the end of the stack is met at another place of a frame
                    Check.thrown(StackOverflowError.class, () -> own.lockBothBelow(above, lock));
                    Check.that(!Thread.holdsLock(lock), "the outer lock is free");
                    Check.equal(own.entered - own.left, 0, "levels not left");
                    Thread.yield();
                }
            });
        }
        crew.join();
    }

    private int lockBothBelow(int frames, Object outer) {
        return frames == 0 ? lockBothForEver(outer, new Object()) : lockBothBelow(frames - 1, outer) + 1;
    }

    @SuppressWarnings("InfiniteRecursion")
    private int lockBothForEver(Object outer, Object inner) {
        entered++;
        try {
            synchronized (outer) {
                synchronized (inner) {
                    return lockBothForEver(outer, new Object()) + 1;
                }
            }
        } finally {
            left++;
        }
    }

    @SuppressWarnings("WaitNotInLoop") // that it can be waited on is the point
    private static void overflowAfterWait() throws Exception {
        Object lock = new Object();
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            crew.start("waiter-" + t, () -> Check.thrown(StackOverflowError.class, () -> waitAndRecurse(lock, 0)));
        }
        crew.join();
        synchronized (lock) {
            lock.wait(1);
        }
    }

    @SuppressWarnings({"InfiniteRecursion", "WaitNotInLoop"}) // nobody notifies
    private static int waitAndRecurse(Object lock, int n) throws InterruptedException {
        if (n == 100 || n == 200) { // not at every depth: the blocking graph keeps a label of each chain
            synchronized (lock) {
                lock.wait(0, 1);
            }
        }
        return waitAndRecurse(lock, n + 1) + 1;
    }

    /** Every frame at the end of the stack tries to suspend, and so to save its frames and to be resumed. */
    private static void overflowWhileSuspending() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            DeepStacks own = new DeepStacks();
            int salt = t;
            crew.start("suspending-" + t, () -> {
                for (int i = 0; i < 3; i++) {
                    own.entered = 0;
                    own.left = 0;
                    try {
                        own.toTheEnd(salt);
                    } catch (StackOverflowError e) {
                        Thread.yield(); // the way back met the end as well
                    }
                    Check.equal(own.left, own.entered, "levels not left");
                    Check.that(own.entered > 100 && !Thread.holdsLock(own), "the lock is free");
                    Check.equal(down(50, 0), 1_275L, "sum after an overflow");
                }
            });
        }
        crew.join();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private int toTheEnd(int salt) {
        int below;
        entered++;
        try {
            below = toTheEnd(salt);
        } catch (StackOverflowError e) {
            below = 0;
            if (entered - left < 40) {
                yieldUnderLock();
            } else {
                Thread.yield();
            }
        } finally {
            left++;
        }
        return below + salt;
    }

    private synchronized void yieldUnderLock() {
        Thread.yield();
    }

    private static void overflowAfterPark() throws Exception {
        Crew crew = new Crew();
        for (int t = 0; t < 4; t++) {
            crew.start("parker-" + t, () -> {
                Check.thrown(StackOverflowError.class, () -> sleepAndRecurse(0));
                Thread.sleep(1);
                Check.equal(down(10, 0), 55L, "sum after an overflow");
            });
        }
        crew.join();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int sleepAndRecurse(int n) throws InterruptedException {
        if (n == 100) {
            Thread.sleep(0, 1);
        } else if (n == 200) {
            Thread.yield();
        }
        return sleepAndRecurse(n + 1) + 1;
    }
}
