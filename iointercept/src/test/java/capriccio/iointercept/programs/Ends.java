package capriccio.iointercept.programs;

import java.io.IOException;

/** A program that ends as its argument says; the exit status and the output must not depend on the kind of thread. */
public final class Ends {
    private Ends() {}

    public static void main(String[] args) throws IOException {
        Thread me = Thread.currentThread();
        System.out.println(me.getName() + " daemon=" + me.isDaemon() + " group=" + me.getThreadGroup().getName());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            sleep(10);
            System.out.println("hook");
        }));
        Thread daemon = new Thread(() -> sleep(1_000_000));
        daemon.setDaemon(true);
        daemon.start();
        sleep(5);
        switch (args[0]) {
            case "returns" -> System.out.println("main ends");
            case "throws" -> throw new IOException("not caught");
            case "handles" -> {
                me.setUncaughtExceptionHandler((t, e) -> System.out.println("handler of " + t.getName() + ": " + e.getMessage()));
                throw new IOException("handled");
            }
            case "exits" -> System.exit(7);
            case "leaves" -> new Thread(() -> {
                sleep(200);
                System.out.println("the last thread ends");
            }).start();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
