package capriccio.iointercept.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Open sockets of this process. Files are not counted: the JVM opens some when it first needs them. */
final class Descriptors {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private Descriptors() {}

    static int sockets() {
        String[] names = new File("/proc/self/fd").list();
        Check.that(names != null, "/proc/self/fd can be read");
        int sockets = 0;
        for (String name : names == null ? new String[0] : names) {
            if (target(name).startsWith("socket:")) {
                sockets++;
            }
        }
        return sockets;
    }

    private static String target(String descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    /** A socket may be closed a moment after the thread that used it has ended. */
    static void awaitSockets(int most) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE_NANOS; sockets() > most; Thread.sleep(10)) {
            Check.that(System.nanoTime() - end < 0, sockets() + " sockets are open, at most " + most + " were before");
        }
    }
}
