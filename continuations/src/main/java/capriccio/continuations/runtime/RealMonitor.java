package capriccio.continuations.runtime;

/**
 * The JVM's own monitor of an object, for the one case that needs it: a platform or pinned thread that waits in
 * {@link Monitors} inside a JDK method whose {@code synchronized} flag cannot be removed. Waiting on the real monitor
 * gives it up, so that the owner in the side table can call such a method meanwhile. Never woven.
 */
final class RealMonitor {
    private RealMonitor() {}

    @SuppressWarnings("WaitNotInLoop")
    static void awaitGrant(Object o, Monitors.Waiter w) {
        boolean interrupted = false;
        synchronized (o) {
            while (!w.granted) {
                try {
                    o.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void signal(Object o) {
        synchronized (o) {
            o.notifyAll(); // others that wait on the real monitor see a spurious wake-up, which they must expect
        }
    }
}
