package capriccio.iointercept.programs;

import capriccio.blockinggraph.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Keeps a resource at its limit, and more threads queued for it than admission likes, so that new work waits. */
final class Scarcity {
    private static final int THREADS = 300;
    private static final int STARTERS = 20;
    /** Often enough that the graph has measured who takes some. */
    private static final int TURNS = 8;
    /** As often in that time, and takers are not held back; one a tick and carrier goes all the same. */
    private static final int FEW = THREADS / 4;
    private static final int LOOK_MILLIS = 100;
    /** A policy that holds nobody back never does. */
    private static final int LOOKS = 10;

    private final Resource resource = Resource.named("scarce").limit(10);
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder taken = new LongAdder();
    private volatile boolean over;

    Scarcity() throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(this::takeAndGive, "taker-" + i));
        }
        threads.forEach(Thread::start);
        while (taken.sum() < THREADS * TURNS) {
            Thread.sleep(1);
        }
        resource.acquire(1000);
        awaitHeld();
        for (int i = 0; i < STARTERS; i++) {
            Thread t = new Thread(this::startThreads, "starter-" + i);
            threads.add(t);
            t.start();
        }
    }

    private void awaitHeld() throws InterruptedException {
        long before = taken.sum();
        for (int i = 0; i < LOOKS; i++) {
            Thread.sleep(LOOK_MILLIS);
            long now = taken.sum();
            if (now - before < FEW) {
                return;
            }
            before = now;
        }
    }

    private void takeAndGive() {
        try {
            while (!over) {
                Thread.sleep(1);
                resource.acquire();
                taken.increment();
                Thread.sleep(1);
                resource.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Rivals for what may begin. */
    private void startThreads() {
        try {
            while (!over) {
                Thread t = new Thread(() -> {});
                t.start();
                t.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** There is plenty again. */
    void end() throws InterruptedException {
        over = true;
        resource.release(1000);
        for (Thread t : threads) {
            t.join(30_000);
            Check.that(!t.isAlive(), t.getName() + " ends");
        }
    }
}
