package capriccio.continuations.runtime;

/**
 * What doubled JDK code calls inside its real monitors. It is not woven otherwise, so nothing in here suspends: a user
 * thread that must wait blocks its carrier, pinned. Never woven.
 */
public final class DoubledMonitors {
    private DoubledMonitors() {}

    public static void enter(Object o) {
        Pin.enter();
        try {
            Monitors.enterInJdk(o);
        } finally {
            Pin.exit();
        }
    }

    public static void exit(Object o) {
        MonitorExit.exit(o);
    }

    public static void waitOn(Object o) throws InterruptedException {
        Pin.enter();
        try {
            Monitors.waitOn(o);
        } finally {
            Pin.exit();
        }
    }

    public static void waitOn(Object o, long millis) throws InterruptedException {
        Pin.enter();
        try {
            Monitors.waitOn(o, millis);
        } finally {
            Pin.exit();
        }
    }

    public static void waitOn(Object o, long millis, int nanos) throws InterruptedException {
        Pin.enter();
        try {
            Monitors.waitOn(o, millis, nanos);
        } finally {
            Pin.exit();
        }
    }

    /** Also reaches those who wait since before the class was doubled. */
    public static void notifyOne(Object o) {
        Monitors.notifyOne(o);
        if (Thread.holdsLock(o)) {
            o.notifyAll();
        }
    }

    public static void notifyEvery(Object o) {
        Monitors.notifyEvery(o);
        if (Thread.holdsLock(o)) {
            o.notifyAll();
        }
    }
}
