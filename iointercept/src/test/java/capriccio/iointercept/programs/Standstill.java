package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads in every state, and as many sleepers as the first argument says; lives until its standard input has a line. With
 * a second argument it takes accept for what it is to the JVM: a native method that runs.
 */
public final class Standstill {
    private static final Object LOCK = new Object();

    private Standstill() {}

    public static void main(String[] args) throws Exception {
        int sleepers = Integer.parseInt(args[0]);
        CountDownLatch in = new CountDownLatch(sleepers + 1);
        for (int i = 0; i < sleepers; i++) {
            start("sleeper-" + i, () -> sleepLong(in));
        }
        start("holder \"quoted\"\n", () -> {
            synchronized (LOCK) {
                sleepLong(in);
            }
        });
        in.await();
        await(start("blocked", Standstill::lock), Thread.State.BLOCKED);
        await(start("waiter", Standstill::waitLong), Thread.State.WAITING);
        await(start("parked", () -> LockSupport.park(LOCK)), Thread.State.WAITING);
        await(start("acceptor", Standstill::accept), args.length > 1 ? Thread.State.RUNNABLE : Thread.State.WAITING);
        start("runner", Standstill::spin);
        System.out.println("ready " + ProcessHandle.current().pid());
        System.in.read();
        System.out.println("OK");
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(Thread thread, Thread.State state) throws InterruptedException {
        while (thread.getState() != state) {
            Thread.sleep(1);
        }
    }

    private static void sleepLong(CountDownLatch in) {
        in.countDown();
        try {
            Thread.sleep(1_000_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lock() {
        synchronized (LOCK) {
            throw new IllegalStateException("nobody leaves it");
        }
    }

    private static void waitLong() {
        Exception own = new Exception();
        synchronized (own) {
            try {
                while (own.getCause() == null) {
                    own.wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void accept() {
        try (ServerSocket server = new ServerSocket(0)) {
            server.accept();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
