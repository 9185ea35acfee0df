package capriccio.iointercept.programs;

import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that block under frames of the JDK, and so hold their carriers, are interrupted, and go on. */
@SuppressWarnings({"WaitNotInLoop", "UnnecessaryLambda"}) // interruption is the point
public final class PinnedInterrupts {
    private static final int THREADS = 4;

    private PinnedInterrupts() {}

    /** What blocks until it is interrupted. */
    private interface Blocking {
        void run(CountDownLatch blocks) throws InterruptedException;
    }

    public static void main(String[] args) {
        Cases cases = new Cases();
        add(cases, "sleep", blocks -> {
            blocks.countDown();
            Thread.sleep(1_000_000);
        });
        add(cases, "wait", blocks -> {
            Object lock = new Object();
            synchronized (lock) {
                blocks.countDown();
                lock.wait();
            }
        });
        add(cases, "take", blocks -> {
            blocks.countDown();
            new LinkedBlockingQueue<String>().take();
        });
        add(cases, "park", blocks -> {
            blocks.countDown();
            while (!Thread.interrupted()) {
                LockSupport.park();
            }
            throw new InterruptedException();
        });
        ReentrantLock held = new ReentrantLock();
        cases.add("lockInterruptibly", () -> {
            held.lock();
            try {
                interruptWhilePinned(blocks -> {
                    blocks.countDown();
                    held.lockInterruptibly();
                });
            } finally {
                held.unlock();
            }
        });
        add(cases, "join", blocks -> {
            Thread never = new Thread(LockSupport::park);
            never.setDaemon(true);
            never.start();
            blocks.countDown();
            try {
                never.join();
            } finally {
                LockSupport.unpark(never);
            }
        });
        cases.run(args);
    }

    private static void add(Cases cases, String name, Blocking blocking) {
        cases.add(name, () -> interruptWhilePinned(blocking));
    }

    private static void interruptWhilePinned(Blocking blocking) throws Exception {
        Crew crew = new Crew();
        CountDownLatch blocked = new CountDownLatch(THREADS);
        CountDownLatch done = new CountDownLatch(THREADS);
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            threads[t] = crew.start("pinned-" + t, () -> {
                Key key = new Key(() -> {
                    Check.thrown(InterruptedException.class, () -> blocking.run(blocked));
                    Check.that(!Thread.currentThread().isInterrupted(), "the status is clear");
                    Thread.sleep(1); // still pinned
                });
                TreeMap<Key, String> map = new TreeMap<>();
                map.put(key, "one");
                Check.equal(map.get(key), "one", "what was put");
                Thread.sleep(1); // no longer
                done.countDown();
            });
        }
        blocked.await();
        for (Thread thread : threads) {
            thread.interrupt();
        }
        done.await();
        crew.join();
    }

    /** Runs its body at the first comparison. */
    private static final class Key implements Comparable<Key> {
        private Check.Body body;

        Key(Check.Body body) {
            this.body = body;
        }

        @Override
        public int compareTo(Key other) {
            Check.Body first = body;
            body = null;
            if (first != null) {
                try {
                    first.run();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return 0;
        }
    }
}
