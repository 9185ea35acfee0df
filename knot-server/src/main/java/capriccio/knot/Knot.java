package capriccio.knot;

import capriccio.knot.server.Architecture;
import capriccio.knot.server.KnotConfig;
import capriccio.knot.server.KnotServer;
import capriccio.knot.server.RuntimeAdmission;
import capriccio.knot.server.ThreadFlavour;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code java -jar knot.jar}. */
@Command(
        name = "knot",
        mixinStandardHelpOptions = true,
        version = "knot 0.1.0",
        description = "Serves the files below a directory over HTTP/1.1, one blocking thread per connection.",
        showDefaultValues = true)
public final class Knot implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "0: the system picks one")
    private int port;

    @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "where to listen")
    @SuppressWarnings("NullAway.Init")
    private InetAddress address;

    @Option(names = "--root", paramLabel = "DIRECTORY", defaultValue = ".", description = "what to serve")
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Option(names = "--threads", paramLabel = "KIND", defaultValue = "platform", description = "platform or virtual")
    private String threads = "";

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "thread-per-connection",
            description = "how the server is built")
    private String architecture = "";

    @Option(names = "--cache-bytes", paramLabel = "N", defaultValue = "200000000", description = "size of page cache")
    private long cacheBytes;

    @Option(names = "--backlog", paramLabel = "N", defaultValue = "4096", description = "connections not yet accepted")
    private int backlog;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "100000", description = "beyond: 503")
    private int maxConnections;

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "for idle, slow and stalled clients")
    private int idleTimeout;

    @Option(names = "--stats-interval", paramLabel = "SECONDS", defaultValue = "0", description = "0: never")
    private int statsInterval;

    @Option(names = "--exit-with-stdin", description = "stop when standard input ends")
    private boolean exitWithStdin;

    /** Runs until it is stopped; exits with 2 for bad options and 1 if it cannot listen. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Knot())
                .setParameterExceptionHandler((e, args) -> report(e.getCommandLine(), e, CommandLine.ExitCode.USAGE))
                .setExecutionExceptionHandler((e, line, result) -> report(line, e, CommandLine.ExitCode.SOFTWARE));
    }

    private static int report(CommandLine line, Exception cause, int exitCode) {
        PrintWriter err = line.getErr();
        String message = cause.getMessage();
        err.println("knot: " + (message == null ? cause.toString() : message));
        err.flush();
        return exitCode;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Architecture chosen = Architecture.named(architecture)
                .orElseThrow(() -> usage("no architecture '" + architecture + "'; there is " + Architecture.names()));
        KnotServer server = KnotServer.start(chosen, config());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "knot-shutdown"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + address.getHostAddress() + ":" + server.port());
        out.flush();
        if (statsInterval > 0) {
            startReporting(server);
        }
        if (exitWithStdin) {
            awaitEndOfInput();
        } else {
            new CountDownLatch(1).await(); // until a signal: the shutdown hook stops the server
        }
        server.close();
        return CommandLine.ExitCode.OK;
    }

    private KnotConfig config() {
        check(port >= 0 && port <= 65_535, "--port must be between 0 and 65535");
        check(Files.isDirectory(root), "--root must be a directory, but '" + root + "' is none");
        check(cacheBytes >= 0, "--cache-bytes must not be negative");
        check(backlog > 0, "--backlog must be positive");
        check(maxConnections > 0, "--max-connections must be positive");
        check(idleTimeout > 0, "--idle-timeout must be positive");
        check(statsInterval >= 0, "--stats-interval must not be negative");
        return new KnotConfig(
                root,
                address,
                port,
                backlog,
                flavour(),
                cacheBytes,
                Duration.ofSeconds(idleTimeout),
                maxConnections,
                Duration.ofSeconds(5),
                RuntimeAdmission.find());
    }

    private ThreadFlavour flavour() {
        try {
            ThreadFlavour flavour = ThreadFlavour.valueOf(threads.toUpperCase(Locale.ROOT));
            flavour.factory();
            return flavour;
        } catch (IllegalArgumentException e) {
            throw usage("no threads '" + threads + "'; there are platform, virtual");
        } catch (UnsupportedOperationException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void check(boolean condition, String message) {
        if (!condition) {
            throw usage(message);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void startReporting(KnotServer server) {
        PrintWriter err = spec.commandLine().getErr();
        Thread reporter = new Thread(
                () -> {
                    try {
                        while (true) {
                            TimeUnit.SECONDS.sleep(statsInterval);
                            err.println(server.stats().toLine());
                            err.flush();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "knot-reporter");
        reporter.setDaemon(true);
        reporter.start();
    }

    private static void awaitEndOfInput() throws IOException {
        byte[] ignored = new byte[256];
        while (System.in.read(ignored) >= 0) {
            // what it says does not matter, only that the other end is alive
        }
    }
}
