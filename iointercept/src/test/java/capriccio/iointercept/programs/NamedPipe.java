package capriccio.iointercept.programs;

import java.nio.file.Files;
import java.nio.file.Path;

/** A pipe in the file system, in a folder of its own. */
final class NamedPipe {
    private NamedPipe() {}

    interface User {
        void run(Path pipe) throws Exception;
    }

    /** Makes one, and deletes it behind. */
    static void with(User body) throws Exception {
        Path folder = Files.createTempDirectory("pipe");
        Path pipe = folder.resolve("pipe");
        Check.equal(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(), 0, "mkfifo");
        try {
            body.run(pipe);
        } finally {
            Files.delete(pipe);
            Files.delete(folder);
        }
    }
}
