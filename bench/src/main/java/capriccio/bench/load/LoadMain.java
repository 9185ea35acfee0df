package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The load generator as a program of its own. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Loads an HTTP server that serves the bench's file set, and prints what it saw as JSON.")
public final class LoadMain implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Option(names = "--serve", description = "read runs as JSON, one a line, from standard input; answer in lines")
    boolean serve;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "server (default ${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(names = "--port", description = "its port")
    int port;

    @Option(names = "--connections", defaultValue = "64", description = "connections (default ${DEFAULT-VALUE})")
    int connections;

    @Option(names = "--threads", defaultValue = "1", description = "selector threads (default ${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--requests-per-connection", description = "connect anew after so many; 0 for never")
    int requestsPerConnection;

    @Option(names = "--duration", defaultValue = "5", description = "seconds measured (default ${DEFAULT-VALUE})")
    double duration;

    @Option(names = "--warmup", defaultValue = "6", description = "limit of the warm-up in seconds")
    double warmup;

    @Option(names = "--timeout", defaultValue = "10", description = "client timeout in seconds")
    double timeout;

    @Option(names = "--max-requests", description = "end after so many responses; 0 for no bound")
    long maxRequests;

    @Option(names = "--rate", description = "requests a second, whether or not earlier ones are answered; 0 for a closed loop")
    double rate;

    @Option(names = "--light-share", description = "share of requests for light pages; 0 for the usual mix")
    double lightShare;

    @Option(names = "--pid", description = "server process to observe")
    long pid;

    @Option(names = "--seed", defaultValue = "" + FileSet.DEFAULT_SEED, description = "seed of the file set")
    long seed;

    @Option(names = "--directories", defaultValue = "" + FileSet.DEFAULT_DIRECTORIES, description = "its directories")
    int directories;

    @Option(names = "--hlog", defaultValue = "", description = "write response times as an HdrHistogram log")
    String hlog = "";

    @Option(names = "--json", description = "write the result here instead of standard output")
    @Nullable Path json;

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (serve) {
            serveLines();
            return 0;
        }
        LoadResult result = LoadGenerator.run(spec(), FileSet.of(seed, directories));
        String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
        if (json == null) {
            standardOutput().println(text);
        } else {
            Files.writeString(json, text + "\n");
        }
        return result.errors().isEmpty() && result.connectionsOpen() == connections ? 0 : 1;
    }

    private LoadSpec spec() {
        return new LoadSpec(
                host,
                port,
                connections,
                threads,
                requestsPerConnection,
                128,
                30_000,
                (long) (warmup * 1_000),
                0,
                (long) (duration * 1_000),
                (long) (timeout * 1_000),
                maxRequests,
                rate,
                lightShare,
                pid,
                seed,
                directories,
                1,
                hlog);
    }

    private static void serveLines() throws IOException, InterruptedException {
        PrintStream out = standardOutput();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        FileSet set = FileSet.of(FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            LoadSpec spec = MAPPER.readValue(line, LoadSpec.class);
            if (spec.seed() != set.seed() || spec.directories() != set.directories()) {
                set = FileSet.of(spec.seed(), spec.directories());
            }
            out.println(MAPPER.writeValueAsString(LoadGenerator.run(spec, set)));
        }
    }

    private static PrintStream standardOutput() {
        return new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
    }
}
