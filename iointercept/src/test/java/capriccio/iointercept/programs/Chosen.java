package capriccio.iointercept.programs;

import java.lang.management.ManagementFactory;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/** Starts threads of many kinds and prints which of them the JVM does not know. */
public final class Chosen {
    private static final CountDownLatch END = new CountDownLatch(1);
    private static final TreeMap<String, String> KINDS = new TreeMap<>(); // guarded by itself
    private static final CountDownLatch SEEN = new CountDownLatch(9);

    /** A class of the program's own. */
    private static final class Special extends Thread {
        @Override
        public void run() {
            look("Special");
        }
    }

    private Chosen() {}

    public static void main(String[] args) throws Exception {
        start("plain", new Thread(() -> look("plain")));
        start("worker-1", new Thread(() -> look("worker-1")));
        start("special-name", new Special());
        startElsewhere();
        start("future", new Thread(new FutureTask<>(() -> look("future"), null)));
        ThreadGroup top = Thread.currentThread().getThreadGroup().getParent();
        start("grouped", new Thread(top, () -> look("grouped")));
        ExecutorService pool = Executors.newFixedThreadPool(1);
        pool.execute(() -> look("pool"));
        ForkJoinPool.commonPool().execute(() -> look("common"));
        Timer timer = new Timer(true);
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                look("timer");
            }
        }, 0);
        SEEN.await();
        END.countDown();
        pool.shutdown();
        synchronized (KINDS) {
            System.out.println(KINDS);
        }
        System.out.println("OK");
    }

    private static void startElsewhere() {
        start("elsewhere", new Thread(() -> look("elsewhere")));
    }

    private static void start(String name, Thread thread) {
        thread.setName(name);
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("deprecation") // threadId() is not in 17
    private static void look(String what) {
        boolean known = ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().getId()) != null;
        synchronized (KINDS) {
            KINDS.put(what, known ? "platform" : "user");
        }
        SEEN.countDown();
        try {
            END.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
