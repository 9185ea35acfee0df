package capriccio.blockinggraph.limit;

import capriccio.blockinggraph.Resource;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * The process's open descriptors: at each tick as the resource was told of opens and closes, which is now and then set right
 * by the process's own count. That one knows all of them, but reads a directory with an entry for each.
 */
public final class JvmDescriptors implements DescriptorGauge.Count {
    /** Ticks from one count to the next. */
    private static final int KEEP = 16;

    private final Resource told;
    private final LongSupplier counted;
    private final double most;
    private int left;

    public JvmDescriptors(Resource told) {
        this(told, ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class));
    }

    private JvmDescriptors(Resource told, UnixOperatingSystemMXBean system) {
        this(told, system::getOpenFileDescriptorCount, (double) system.getMaxFileDescriptorCount());
    }

    JvmDescriptors(Resource told, LongSupplier counted, double most) {
        this.told = told;
        this.counted = counted;
        this.most = Math.max(1, most);
    }

    /** What the system allows. */
    public double most() {
        return most;
    }

    /** Never from a carrier, whose runs would seem to have opened what is set right. */
    @Override
    public double open() {
        if (--left <= 0) {
            left = KEEP;
            told.acquire(counted.getAsLong() - told.used());
        }
        return Math.max(0, told.used());
    }

    /** Not counted: a server with idle connections keeps them ever longer without thrashing. */
    @Override
    public double closed() {
        return -1;
    }
}
