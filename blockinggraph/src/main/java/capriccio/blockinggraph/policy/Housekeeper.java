package capriccio.blockinggraph.policy;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import capriccio.blockinggraph.limit.CountGauge;
import capriccio.blockinggraph.limit.Gauge;
import capriccio.blockinggraph.limit.JvmDescriptors;
import capriccio.blockinggraph.limit.JvmHeap;
import capriccio.continuations.runtime.RuntimeThreads;
import capriccio.continuations.runtime.Scheduler;
import java.util.concurrent.locks.LockSupport;

/**
 * Ticks a {@link Governor} in this JVM, on a daemon thread of its own. If that thread ends, the policy falls back to first in,
 * first out.
 */
public final class Housekeeper implements Runnable {
    private static final long TICK_NANOS = 20_000_000;
    /** It sleeps so many times as long as a tick took: a large graph takes some four percent of a processor. */
    private static final int REST = 25;
    /** But not for longer: a heap may fill meanwhile. */
    private static final long LONGEST_NANOS = 100_000_000;
    /** Ticks one after the other at the start: the first ones, of code that is not compiled, take milliseconds. */
    private static final int WARM_UP = 20;

    private final Governor governor;
    private final Scheduler scheduler;

    private Housekeeper(Governor governor, Scheduler scheduler) {
        this.governor = governor;
        this.scheduler = scheduler;
    }

    /** Before the carriers start: what meters call on carriers is loaded here. */
    public static void measure(Governor governor, Resources resources) {
        try {
            JvmHeap heap = new JvmHeap();
            resources.measure(Resource.HEAP, heap);
            governor.watchHeap(heap, (double) Runtime.getRuntime().maxMemory());
            JvmDescriptors descriptors = new JvmDescriptors(resources.get(Resource.DESCRIPTORS));
            governor.watchDescriptors(descriptors, descriptors.most());
        } catch (LinkageError | RuntimeException e) {
            System.err.println("[capriccio] policy=graph knows nothing of the heap or of descriptors: " + e);
        }
        resources.measure(Resource.DESCRIPTORS, resources.get(Resource.DESCRIPTORS));
    }

    /** Ticks from now on. */
    public static void start(Governor governor, Scheduler scheduler, int diskQueue) {
        Gauge queue = new CountGauge(() -> Math.max(0, scheduler.handedOver()));
        governor.watch(Resource.DISK, queue, Math.max(1, diskQueue), Math.max(1, diskQueue));
        Thread t = new Thread(RuntimeThreads.group(), new Housekeeper(governor, scheduler), "capriccio-governor", 0, false);
        t.setDaemon(true);
        t.start();
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < WARM_UP; i++) {
                tick();
            }
            while (!governor.hasFallenBack()) {
                long took = tick();
                LockSupport.parkNanos(this, Math.max(TICK_NANOS, Math.min(LONGEST_NANOS, took * REST)));
            }
        } catch (Throwable t) {
            governor.fallBack(t);
        } finally {
            governor.open(); // nobody ticks any more
            scheduler.wake();
        }
    }

    /**
     * How long it took, in nanoseconds. A full heap is not the policy's fault, and this thread is who does something about
     * it: until a tick passes, all that were held go.
     */
    private long tick() {
        long begun = System.nanoTime();
        boolean wake;
        try {
            wake = governor.tick(begun);
        } catch (OutOfMemoryError e) {
            governor.open();
            wake = true;
        }
        if (wake) {
            scheduler.wake();
        }
        return System.nanoTime() - begun;
    }
}
