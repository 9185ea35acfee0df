package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.TwinLinker;
import capriccio.iointercept.runtime.EpollPoller;
import capriccio.iointercept.runtime.JdkAccess;
import capriccio.iointercept.runtime.JdkHost;
import capriccio.iointercept.runtime.ThreadScopes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a start that looks for the JDK's internals, on a thread of its own: most of it is method handles, which
 * the JVM takes its time to make, and meanwhile classes are woven.
 */
final class Internals implements Runnable {
    private final Thread thread = new Thread(null, this, "capriccio-start", 0, false);
    private final JdkHost host = new JdkHost();
    /** What woven code needs is there, or failed; guarded by this. */
    private boolean accessible;
    /** Written before the thread ends. */
    private @Nullable EpollPoller poller;

    private volatile @Nullable Throwable failure;

    private Internals() {}

    static Internals begin() {
        Internals i = new Internals();
        i.thread.start();
        return i;
    }

    @Override
    public void run() {
        try {
            TwinLinker.install(JdkAccess.init());
            Scheduler.install(host);
            ThreadScopes.init();
            access();
            poller = new EpollPoller();
            JdkAccess.announce(AgentJar.PROPERTY, AgentJar.find().getAbsolutePath());
        } catch (Throwable t) { // whoever waits throws it
            failure = t;
            access();
        }
    }

    private synchronized void access() {
        accessible = true;
        notifyAll();
    }

    /** Waits until woven code can run on platform threads. */
    synchronized void awaitAccess() throws Exception {
        while (!accessible) {
            wait();
        }
        check();
    }

    JdkHost host() {
        return host;
    }

    EpollPoller awaitPoller() throws Exception {
        thread.join();
        check();
        EpollPoller made = poller;
        if (made == null) {
            throw new IOException("there is no poller");
        }
        return made;
    }

    private void check() throws Exception {
        Throwable t = failure;
        if (t instanceof Exception e) {
            throw e;
        } else if (t instanceof Error e) {
            throw e;
        }
    }
}
