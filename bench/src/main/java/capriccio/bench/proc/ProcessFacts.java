package capriccio.bench.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc} tells about a process at one moment. Linux only; elsewhere everything is unknown. */
public final class ProcessFacts {
    /** Unknown: no such process, or not Linux. */
    public static final long UNKNOWN = -1;

    /** {@code USER_HZ}, which the Linux user interface fixes at 100 on every platform that runs a JVM. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    private ProcessFacts() {}

    /** User and system time that {@code pid} has used, in nanoseconds with a grain of 10 ms; or {@link #UNKNOWN}. */
    public static long cpuNanos(long pid) {
        String stat = read(pid, "stat");
        int end = stat.lastIndexOf(')');
        if (end < 0) {
            return UNKNOWN;
        }
        String[] fields = stat.substring(end + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /** Resident memory of {@code pid} in bytes, or {@link #UNKNOWN}. */
    public static long residentBytes(long pid) {
        long kilobytes = status(pid, "VmRSS:");
        return kilobytes == UNKNOWN ? UNKNOWN : kilobytes * 1024;
    }

    /** Threads the kernel counts in {@code pid}, or {@link #UNKNOWN}. */
    public static long threads(long pid) {
        return status(pid, "Threads:");
    }

    private static long status(long pid, String name) {
        for (String line : read(pid, "status").lines().toList()) {
            if (line.startsWith(name)) {
                String value = line.substring(name.length()).strip();
                int space = value.indexOf(' ');
                return Long.parseLong(space < 0 ? value : value.substring(0, space));
            }
        }
        return UNKNOWN;
    }

    private static String read(long pid, String file) {
        try {
            Path path = Path.of("/proc", Long.toString(pid), file);
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
