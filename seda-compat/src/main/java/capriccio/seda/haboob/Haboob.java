package capriccio.seda.haboob;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import static java.util.Objects.requireNonNull;

/** Starts Haboob from the command line. */
@Command(
        name = "haboob",
        mixinStandardHelpOptions = true,
        description = "A staged web server for the files below a directory, on 127.0.0.1.")
public final class Haboob implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "0", description = "Port; 0 lets the system pick (default).")
    private int port;

    @Option(names = "--root", required = true, description = "Directory whose files are served.")
    private @Nullable Path root;

    @Option(names = "--cache-bytes", defaultValue = "200000000", description = "Bound on the page cache (default 200 MB).")
    private long cacheBytes;

    @Option(names = "--exit-with-stdin", description = "Stop gracefully at the end of the standard input.")
    private boolean exitWithStdin;

    private Haboob() {}

    /** Runs until killed, or with {@code --exit-with-stdin} until the end of the standard input. */
    public static void main(String[] args) {
        CommandLine command = new CommandLine(new Haboob());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (!(failure instanceof ConfigException)) {
                throw failure;
            }
            line.getErr().println(failure.getMessage());
            return line.getCommandSpec().exitCodeOnInvalidInput();
        });
        int code = command.execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        HaboobServer server = HaboobServer.start(port, requireNonNull(root, "--root"), cacheBytes);
        if (exitWithStdin) {
            while (System.in.read() >= 0) {
                // only its end matters
            }
            server.close();
        }
        return 0;
    }
}
