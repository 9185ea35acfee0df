package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.servers.HttpCoreServer;
import capriccio.bench.servers.ServerOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** One server, Apache HttpCore 5 classic, on threads of each kind. */
public final class Rows {
    /** The row without a limit of its own that is to find it. */
    public static final String GRAPH = "graph";

    /** User threads in the order in which they are ready. */
    public static final String FIFO = "fifo";
    /** Virtual threads. */
    public static final String VIRTUAL = "virtual";
    /** The same under our scheduler, as the first row. */
    static final String VIRTUAL_GRAPH = "virtual-graph";
    /** Platform threads. */
    public static final String PLATFORM = "platform";

    private Rows() {}

    /** Of pools and semaphores. */
    static final class Sizes {
        @Option(names = "--sizes", split = ",", defaultValue = "8,16,32,64,96,128,192,256",
                description = "of pools and semaphores (${DEFAULT-VALUE})")
        List<Integer> sizes = List.of();
    }

    /** What the row's semaphore is for. */
    enum Limited {
        REQUESTS("--permits"),
        /** Those beyond wait in the kernel's queue. */
        CONNECTIONS("--connections");

        private final String option;

        Limited(String option) {
            this.option = option;
        }
    }

    /**
     * Rows that can run on this JVM and others.
     *
     * @param work what a request takes: options of the server
     * @param agent options of the agent beside its policy, each after a comma; or empty
     */
    static List<Row> all(Path project, Sizes sizes, List<String> work, String agent, Limited limited) {
        Row server = new Row("", "", server(work), List.of(), "");
        String noVirtual = Row.virtualThreadsAbsence();
        List<Row> rows = new ArrayList<>();
        rows.add(server.underAgent(GRAPH, "user threads, policy=graph, nothing tuned", project, "policy=graph" + agent));
        rows.add(server.underAgent(FIFO, "user threads, policy=fifo", project, "policy=fifo" + agent));
        rows.add(server.with(PLATFORM, "a platform thread for each connection", ""));
        rows.add(server.with(VIRTUAL, "a virtual thread for each connection", noVirtual, "--threads", "virtual"));
        rows.add(server.with(VIRTUAL_GRAPH, "", noVirtual, "--threads", "virtual")
                .underAgent(VIRTUAL_GRAPH, "virtual threads, backend=virtual,policy=graph, nothing tuned", project,
                        "backend=virtual,policy=graph" + agent));
        for (int size : sizes.sizes) {
            String n = Integer.toString(size);
            // As many permits as threads keep nobody from a pool's threads, but connections from its queue.
            rows.add(server.with("pool-" + n, "a pool of " + n + " platform threads", "", "--pool", n, limited.option, n));
            rows.add(server.with("permits-" + n, "virtual threads, a semaphore of " + n + " permits", noVirtual,
                    "--threads", "virtual", limited.option, n));
        }
        return rows;
    }

    /** Whether the row has a limit that somebody chose. */
    static boolean isTuned(String row) {
        return row.startsWith("pool-") || row.startsWith("permits-");
    }

    private static List<String> server(List<String> work) {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                String.join(File.pathSeparator, ServerOptions.classPath(List.of("capriccio-knot", "httpcore5", "slf4j-api"))),
                HttpCoreServer.class.getName()));
        command.addAll(work);
        return command;
    }
}
