package capriccio.continuations.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Counts user threads and keeps the JVM alive for those that are no daemons: it lives while a platform thread that is
 * not one does, and this one stands for all of them.
 */
final class Keeper implements Runnable {
    private final Object lock = new Object();

    // guarded by lock
    private long alive;
    private long nonDaemon;
    private long started;
    private @Nullable Thread thread;

    void onBegin(UserThread user) {
        synchronized (lock) {
            if (!user.thread().isDaemon()) {
                if (nonDaemon == 0) {
                    start(); // may fail: nothing is counted yet
                }
                nonDaemon++;
            }
            alive++;
            started++;
        }
    }

    void onEnd(UserThread user) {
        synchronized (lock) {
            alive--;
            if (!user.thread().isDaemon() && --nonDaemon == 0) {
                lock.notifyAll();
            }
        }
    }

    long alive() {
        synchronized (lock) {
            return alive;
        }
    }

    long started() {
        synchronized (lock) {
            return started;
        }
    }

    private void start() {
        Thread t = new Thread(null, this, "capriccio-keeper", 64 * 1024, false);
        t.setDaemon(false);
        thread = t;
        t.start();
    }

    @Override
    public void run() {
        synchronized (lock) {
            while (nonDaemon > 0) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            if (thread == Thread.currentThread()) {
                thread = null;
            }
        }
    }
}
