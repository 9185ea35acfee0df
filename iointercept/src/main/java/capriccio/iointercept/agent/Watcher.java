package capriccio.iointercept.agent;

import capriccio.continuations.runtime.RuntimeThreads;
import capriccio.iointercept.runtime.JfrEvents;
import org.jspecify.annotations.Nullable;

/**
 * Joins a part of the JDK's diagnostics when somebody uses it in this JVM, which shows in a class that loads. Until then
 * nothing of it is loaded, and it costs nothing.
 */
abstract class Watcher implements Runnable {
    private static final Watcher EVENTS = new Watcher("events", "jdk/jfr/internal/PlatformRecorder") {
        @Override
        void join(Running running) {
            JfrEvents.begin();
        }
    };

    private static final Watcher BEANS = new Watcher("beans", "com/sun/jmx/mbeanserver/JmxMBeanServer") {
        @Override
        void join(Running running) throws Exception {
            Beans.register(running);
        }
    };

    private final String what;
    private final String sign;
    // guarded by this
    private boolean seen;
    private @Nullable Running running;

    private Watcher(String what, String sign) {
        this.what = what;
        this.sign = sign;
    }

    abstract void join(Running running) throws Exception;

    /** A class of the JDK is being loaded, or was before the agent came. */
    static void onLoad(String name) {
        EVENTS.loaded(name);
        BEANS.loaded(name);
    }

    static void onStart(Running running) {
        EVENTS.changed(false, running);
        BEANS.changed(false, running);
    }

    private void loaded(String name) {
        if (name.equals(sign)) {
            changed(true, null);
        }
    }

    /** Once both have come, on a thread of its own: whoever loads that class may hold locks. */
    private synchronized void changed(boolean isSeen, @Nullable Running started) {
        boolean before = seen && running != null;
        seen |= isSeen;
        if (started != null) {
            running = started;
        }
        if (seen && running != null && !before) {
            Thread t = new Thread(RuntimeThreads.group(), this, "capriccio-" + what, 0, false);
            t.setDaemon(true);
            t.start();
        }
    }

    @Override
    public void run() {
        Running now;
        synchronized (this) {
            now = running;
        }
        try {
            if (now != null) {
                join(now);
            }
        } catch (Throwable t) {
            System.err.println("[capriccio] no " + what + " of user threads: " + t);
        }
    }
}
