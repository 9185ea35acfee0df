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
    /** Of all that have begun and not ended, linked through themselves, the latest first. */
    private @Nullable UserThread newest;

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
            UserThread next = newest;
            user.nextAlive = next;
            if (next != null) {
                next.previousAlive = user;
            }
            newest = user;
        }
    }

    void onEnd(UserThread user) {
        synchronized (lock) {
            alive--;
            unlink(user);
            if (!user.thread().isDaemon() && --nonDaemon == 0) {
                lock.notifyAll();
            }
        }
    }

    /** With {@link #lock}. */
    private void unlink(UserThread user) {
        UserThread next = user.nextAlive;
        UserThread previous = user.previousAlive;
        if (previous != null) {
            previous.nextAlive = next;
        } else if (newest == user) {
            newest = next;
        }
        if (next != null) {
            next.previousAlive = previous;
        }
        user.nextAlive = null;
        user.previousAlive = null;
    }

    /** Those that have begun and not ended, in the order in which they began. */
    UserThread[] threads() {
        synchronized (lock) {
            UserThread[] all = new UserThread[(int) Math.min(alive, Integer.MAX_VALUE - 8)];
            int n = all.length;
            for (UserThread u = newest; u != null && n > 0; u = u.nextAlive) {
                all[--n] = u;
            }
            return all;
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
        Thread t = new Thread(RuntimeThreads.group(), this, "capriccio-keeper", 64 * 1024, false);
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
