package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The self-test: a user thread must sleep, park and be joined on one carrier without holding it. */
public final class Probe implements Runnable {
    private static final int THREADS = 3;
    private final CountDownLatch entered;
    private final CountDownLatch release;
    private volatile boolean onUserThread;
    private volatile boolean identity;

    private Probe(CountDownLatch entered, CountDownLatch release) {
        this.entered = entered;
        this.release = release;
    }

    /**
     * Runs the self-test.
     *
     * @throws IllegalStateException naming the entry that failed
     */
    public static void check() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(THREADS);
        CountDownLatch release = new CountDownLatch(1);
        Probe[] probes = new Probe[THREADS];
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            probes[i] = new Probe(entered, release);
            threads[i] = new ProbeThread(probes[i]);
            threads[i].start();
        }
        if (!entered.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("self-test: Thread.start or LockSupport.park does not suspend a user thread");
        }
        release.countDown();
        for (int i = 0; i < THREADS; i++) {
            threads[i].join(10_000);
            if (ThreadHooks.isAlive(threads[i])) {
                throw new IllegalStateException("self-test: Thread.sleep or LockSupport.unpark does not resume a user thread");
            }
            if (!probes[i].onUserThread) {
                throw new IllegalStateException("self-test: Thread.start did not make a user thread");
            }
            if (!probes[i].identity) {
                throw new IllegalStateException("self-test: the user thread's identity is wrong");
            }
        }
    }

    private static final class ProbeThread extends Thread {
        ProbeThread(Probe probe) {
            super(null, probe, "capriccio-probe", 0, false);
            setDaemon(true);
        }
    }

    @Override
    public void run() {
        UserThread me = UserThread.current();
        onUserThread = me != null;
        entered.countDown();
        try {
            release.await();
            ThreadHooks.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        identity = me != null && me == UserThread.current();
    }
}
