package capriccio.iointercept.programs;

import capriccio.blockinggraph.Resource;
import java.util.ArrayList;
import java.util.List;

/** Keeps a resource at its limit, and more threads queued for it than admission likes, so that new work waits. */
final class Scarcity {
    private static final int THREADS = 300;
    private static final int STARTERS = 40;

    private final Resource resource = Resource.named("scarce").limit(10);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Scarcity() throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(this::takeAndGive, "taker-" + i));
        }
        threads.forEach(Thread::start);
        Thread.sleep(1000); // the graph learns who takes some
        resource.acquire(1000);
        Thread.sleep(1000);
        for (int i = 0; i < STARTERS; i++) {
            Thread t = new Thread(this::startThreads, "starter-" + i);
            threads.add(t);
            t.start();
        }
    }

    private void takeAndGive() {
        try {
            while (!over) {
                Thread.sleep(1);
                resource.acquire();
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
