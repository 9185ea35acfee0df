package capriccio.iointercept.runtime;

import capriccio.continuations.runtime.UserThread;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The self-test of {@code backend=virtual}: a virtual thread that the JDK starts must run on our carriers, and park and sleep there. */
public final class VirtualProbe implements Runnable {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile @Nullable UserThread before;
    private volatile @Nullable UserThread after;

    private VirtualProbe() {}

    /**
     * Runs it.
     *
     * @throws IllegalStateException naming what failed
     */
    public static void check() throws Exception {
        VirtualProbe probe = new VirtualProbe();
        Thread thread = start(probe);
        if (!probe.entered.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("self-test: a virtual thread does not start");
        }
        probe.release.countDown();
        thread.join(10_000);
        UserThread before = probe.before;
        if (before == null || !before.isVirtual() || before.thread() != thread) {
            throw new IllegalStateException("self-test: a virtual thread does not run on a carrier of ours");
        }
        if (thread.isAlive() || probe.after != before) {
            throw new IllegalStateException("self-test: a virtual thread that parks does not come back");
        }
    }

    private static Thread start(Runnable task) throws Exception {
        MethodHandle start = MethodHandles.publicLookup()
                .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        try {
            return (Thread) start.invokeExact(task);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run() {
        before = UserThread.current();
        entered.countDown();
        try {
            release.await();
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        after = UserThread.current();
    }
}
