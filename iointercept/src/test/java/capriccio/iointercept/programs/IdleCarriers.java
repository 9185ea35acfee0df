package capriccio.iointercept.programs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of carriers: where all threads wait they use none, however busy the machine is. */
final class IdleCarriers {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long WINDOW_MILLIS = 500;

    private IdleCarriers() {}

    /** Waits for half a second in which the carriers use at most the time that waking twice takes. */
    static void await() throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (long used = Long.MAX_VALUE; used > 1; ) {
            Check.that(System.nanoTime() - end < 0, "carriers of an idle process come to rest; ticks in the last window: " + used);
            long before = ticks();
            Thread.sleep(WINDOW_MILLIS);
            used = ticks() - before;
        }
    }

    /** Hundredths of a second; none on the plain JVM, which has no carriers. */
    private static long ticks() {
        String[] tasks = new File("/proc/self/task").list();
        long sum = 0;
        for (String task : tasks == null ? new String[0] : tasks) {
            sum += ticks(Path.of("/proc/self/task", task, "stat"));
        }
        return sum;
    }

    private static long ticks(Path stat) {
        String line;
        try {
            line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return 0; // the thread has ended
        }
        int end = line.lastIndexOf(')');
        if (!line.substring(0, end).contains("capriccio-carri")) { // the kernel keeps 15 letters of a name
            return 0;
        }
        String[] fields = line.substring(end + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
