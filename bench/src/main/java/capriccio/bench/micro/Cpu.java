package capriccio.bench.micro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time that this process's threads have used, the compilers' left out. On a machine that others use too it tells
 * costs where a clock tells how busy they were.
 */
final class Cpu {
    private static final long WARM_NANOS = 400_000_000;
    private static final int LONGEST_TIMES = 10;
    private static final int FEWEST = 3;
    private static final long WINDOW_NANOS = 1_000_000_000;
    private static final int WINDOWS = 3;
    /** To read the threads' times costs some ten microseconds each. */
    private static final long LOOK_NANOS = 5_000_000;

    private static final double SETTLED = 0.97;

    private static volatile @Nullable Map<String, Long> marked;

    private Cpu() {}

    /** The CPU time so far of each thread that lives and is no compiler. */
    static Map<String, Long> times() {
        Map<String, Long> times = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                long nanos = nanos(task);
                if (nanos > 0) {
                    times.put(task.toString(), nanos);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("no CPU times to be had", e);
        }
        return times;
    }

    /** Notes the times now, for the next {@link #nanosSince}: before threads are ended, whose times would be lost. */
    static void mark() {
        if (marked == null) {
            marked = times();
        }
    }

    /** What has been used from {@code begin} until now or until the {@link #mark}, by the threads that then lived. */
    static long nanosSince(Map<String, Long> begin) {
        Map<String, Long> end = marked;
        marked = null;
        long sum = 0;
        for (Map.Entry<String, Long> thread : (end == null ? times() : end).entrySet()) {
            sum += thread.getValue() - begin.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    /** Zero for a compiler: those come and go, and a new one has its name only after a while. */
    private static long nanos(Path task) throws IOException {
        try {
            String name = Files.readString(task.resolve("comm"), StandardCharsets.UTF_8);
            if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
                return 0;
            }
            String times = Files.readString(task.resolve("schedstat"), StandardCharsets.UTF_8);
            return Long.parseLong(times.substring(0, times.indexOf(' ')));
        } catch (IOException e) {
            if (Files.exists(task)) {
                throw e;
            }
            return 0; // ended between the listing and the reading
        }
    }

    /** Repeats {@code batch} until it has used enough CPU time to be compiled, however busy the machine is. */
    static void warmUp(Runnable batch) {
        Map<String, Long> cpu = times();
        long begin = System.nanoTime();
        for (int i = 0; i < FEWEST || (nanosSince(cpu) < WARM_NANOS && System.nanoTime() - begin < LONGEST_TIMES * WARM_NANOS); i++) {
            batch.run();
        }
    }

    /**
     * Repeats {@code batch} until it gets cheaper no more: the mean of three windows of a second of CPU time is within
     * {@value #SETTLED} of that of the three before. At most {@code nanos} of CPU time, and ten times that by the clock.
     */
    static void settle(Runnable batch, long nanos) {
        List<Double> windows = new ArrayList<>();
        Map<String, Long> cpu = times();
        long begin = System.nanoTime();
        do {
            Map<String, Long> window = times();
            int runs = 0;
            long used;
            do {
                long look = System.nanoTime() + LOOK_NANOS;
                do {
                    batch.run();
                    runs++;
                } while (System.nanoTime() - look < 0);
                used = nanosSince(window);
            } while (used < WINDOW_NANOS);
            windows.add((double) used / runs);
        } while (!hasSettled(windows) && nanosSince(cpu) < nanos && System.nanoTime() - begin < LONGEST_TIMES * nanos);
    }

    /** Whether the last {@link #WINDOWS} costs are on a level with as many before. */
    static boolean hasSettled(List<Double> costs) {
        int size = costs.size();
        return size >= 2 * WINDOWS
                && sum(costs.subList(size - WINDOWS, size)) >= SETTLED * sum(costs.subList(size - 2 * WINDOWS, size - WINDOWS));
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }
}
