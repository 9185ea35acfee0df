package capriccio.iointercept.programs;

import java.util.concurrent.atomic.AtomicInteger;

/** A JVM lives as long as its last non-daemon thread and no longer; then its shutdown hooks run. */
public final class Lifetime {
    private static final AtomicInteger ENDED = new AtomicInteger();

    private Lifetime() {}

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(Lifetime::verdict, "hook"));
        Thread daemon = new Thread(() -> outlive(100_000_000), "daemon");
        daemon.setDaemon(true);
        daemon.start();
        for (int i = 1; i <= 3; i++) {
            long millis = 300L * i;
            new Thread(() -> outlive(millis), "worker-" + i).start();
        }
        System.out.println("main has ended");
    }

    private static void outlive(long millis) {
        try {
            Thread.sleep(millis);
            ENDED.incrementAndGet();
        } catch (InterruptedException e) {
            System.out.println("interrupted: " + e);
        }
    }

    private static void verdict() {
        if (ENDED.get() == 3) {
            System.out.println("OK ended=3");
        } else {
            System.out.println("FAILED ended=" + ENDED.get());
            Runtime.getRuntime().halt(1);
        }
    }
}
