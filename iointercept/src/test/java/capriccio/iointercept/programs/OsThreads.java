package capriccio.iointercept.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Threads of this process as the operating system counts them. */
final class OsThreads {
    private static final String FIELD = "Threads:";

    private OsThreads() {}

    static int count() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(FIELD)) {
                return Integer.parseInt(line.substring(FIELD.length()).trim());
            }
        }
        throw new IOException("no " + FIELD + " in /proc/self/status");
    }
}
