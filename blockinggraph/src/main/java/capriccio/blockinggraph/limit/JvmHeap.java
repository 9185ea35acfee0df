package capriccio.blockinggraph.limit;

import capriccio.blockinggraph.Meter;
import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JVM's own account of its heap. Needs module {@code jdk.management}: a {@code LinkageError} says that it is not there. */
public final class JvmHeap implements HeapGauge.Collections, Meter {
    private final List<GarbageCollectorMXBean> collectors;
    private final ThreadMXBean threads;
    private final OperatingSystemMXBean system;
    /** Those of the heap: a collector that looks after the young alone tells of all. */
    private final List<String> pools = new ArrayList<>();

    private long seen = -1;
    private long live;

    /**
     * Loads what is called later, and calls it once: on carriers, and when the heap is full, where a class whose initializer
     * fails is lost for good. What tells of collections needs one to tell of, and this early there is little to collect.
     */
    public JvmHeap() {
        collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
        threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                pools.add(pool.getName());
            }
        }
        busyNanos();
        if (total(0) < 0) {
            throw new UnsupportedOperationException("this JVM does not count what threads allocate");
        }
        if (count() == 0) {
            collect();
        }
        live();
    }

    /** Of the calling thread, a carrier. */
    @Override
    public long total(int carrier) {
        return threads.getCurrentThreadAllocatedBytes();
    }

    @Override
    public long count() {
        long sum = 0;
        for (GarbageCollectorMXBean c : collectors) {
            sum += Math.max(0, c.getCollectionCount());
        }
        return sum;
    }

    @Override
    public long live() {
        long n = count();
        if (n != seen) {
            seen = n;
            live = liveNow();
        }
        return live;
    }

    /** After the collection that ended last. */
    private long liveNow() {
        long ended = -1;
        long bytes = 0;
        for (GarbageCollectorMXBean c : collectors) {
            GcInfo info = c.getLastGcInfo();
            if (info != null && info.getEndTime() > ended) {
                ended = info.getEndTime();
                bytes = 0;
                Map<String, MemoryUsage> after = info.getMemoryUsageAfterGc();
                for (String pool : pools) {
                    MemoryUsage usage = after.get(pool);
                    bytes += usage == null ? 0 : usage.getUsed();
                }
            }
        }
        return bytes;
    }

    @Override
    public long occupied() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    public void collect() {
        System.gc();
    }

    @Override
    public long busyNanos() {
        return Math.max(0, system.getProcessCpuTime()) / system.getAvailableProcessors();
    }

    @Override
    public long nanos() {
        long millis = 0;
        for (GarbageCollectorMXBean c : collectors) {
            millis += Math.max(0, c.getCollectionTime());
        }
        return millis * 1_000_000;
    }
}
