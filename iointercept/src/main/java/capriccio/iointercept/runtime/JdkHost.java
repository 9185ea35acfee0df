package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.Monitors;
import capriccio.continuations.runtime.Pin;
import capriccio.continuations.runtime.UserThread;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/** What the scheduler needs of the JDK. */
public final class JdkHost extends CarrierHost {
    @Override
    public boolean clearInterrupt() {
        UserThread u = UserThread.current();
        if (u == null) {
            return Thread.interrupted();
        }
        boolean was = JdkAccess.interrupted(u.thread());
        if (was) {
            JdkAccess.setInterrupted(u.thread(), false);
        }
        return was;
    }

    @Override
    public boolean isInterrupted() {
        return JdkAccess.interrupted(UserThread.currentThread());
    }

    @Override
    public boolean isInterrupted(Thread userThread) {
        return JdkAccess.interrupted(userThread);
    }

    @Override
    public @Nullable UserThread userThread(Thread thread) {
        return ThreadHooks.userThread(thread);
    }

    @Override
    public void setParkBlocker(Thread userThread, @Nullable Object blocker) {
        JdkAccess.setParkBlocker(userThread, blocker);
    }

    @Override
    public boolean parksBare(Thread userThread, ForkJoinPool.ManagedBlocker blocker) {
        return !(userThread instanceof ForkJoinWorkerThread) && Blockers.isBare(blocker);
    }

    @Override
    public void onUncaught(UserThread thread, Throwable thrown) {
        Thread t = thread.thread();
        if (MainThread.onUncaught(t, thrown)) {
            return;
        }
        Pin.enter(); // the handler is the program's, and no frame of it could be saved above this one
        try {
            t.getUncaughtExceptionHandler().uncaughtException(t, thrown);
        } finally {
            Pin.exit();
        }
    }

    @Override
    public void onExit(UserThread thread) {
        ThreadScopes.onExit(thread);
    }

    @Override
    public void onEnd(UserThread thread) {
        Thread t = thread.thread();
        Monitors.enter(t);
        Monitors.notifyEvery(t);
        Monitors.exit(t);
        MainThread.onEnd(t);
    }
}
