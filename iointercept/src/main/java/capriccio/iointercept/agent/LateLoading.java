package capriccio.iointercept.agent;

import java.io.IOException;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads and weaves the rest of the JDK on threads of its own, while the load of a class waits for it. One of these threads
 * waits in turn where it comes to a class that is being loaded there, or to one below it: it is left waiting, and another
 * goes on with the next class. Nothing tells a thread that waits so from one that works, but that it makes no progress.
 */
final class LateLoading implements Runnable {
    /** Too short, and there is a thread more than it takes; too long, and a start waits. */
    private static final long PATIENCE_MILLIS = 250;

    private final JdkWeaving weaving;
    // guarded by this
    private final Iterator<String> names;
    private int taken;
    private boolean ending;
    private boolean finished;

    /** @param names internal names of what is to be loaded */
    LateLoading(JdkWeaving weaving, Set<String> names) {
        this.weaving = weaving;
        this.names = names.iterator();
    }

    /** Returns once all is loaded but for what waits for the caller. */
    void await() {
        boolean interrupted = false;
        synchronized (this) {
            int seen = -1;
            while (!finished) {
                if (!ending && (seen == taken || seen < 0)) {
                    start();
                }
                seen = taken;
                try {
                    wait(PATIENCE_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        Thread loader = new Thread(null, this, "capriccio-loading", 0, false);
        loader.setDaemon(true);
        loader.start();
    }

    @Override
    public void run() {
        @Nullable Throwable failure = null;
        try {
            for (String name = next(); name != null; name = next()) {
                JdkWeaving.load(name);
            }
            if (!isFirstAtTheEnd()) {
                return;
            }
            weaving.retransformMissed();
        } catch (IOException | ClassNotFoundException | UnmodifiableClassException | RuntimeException | LinkageError e) {
            failure = e;
        }
        if (failure != null) {
            System.err.println("[capriccio] a class of the JDK stays unwoven, and no user thread may block under it: " + failure);
        }
        synchronized (this) {
            finished = true;
            notifyAll();
        }
    }

    private synchronized @Nullable String next() {
        if (!names.hasNext()) {
            return null;
        }
        taken++;
        return names.next();
    }

    private synchronized boolean isFirstAtTheEnd() {
        boolean first = !ending;
        ending = true;
        return first;
    }
}
