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
final class Rows {
    /** The row without a limit of its own that is to find it. */
    static final String GRAPH = "graph";

    static final String FIFO = "fifo";
    static final String VIRTUAL = "virtual";

    private Rows() {}

    /** Of pools and semaphores. */
    static final class Sizes {
        @Option(names = "--sizes", split = ",", defaultValue = "8,16,32,64,96,128,192,256",
                description = "of pools and semaphores (${DEFAULT-VALUE})")
        List<Integer> sizes = List.of();
    }

    /**
     * Rows that can run on this JVM and others.
     *
     * @param work what a request takes: options of the server
     * @param agent options of the agent beside its policy, each after a comma; or empty
     */
    static List<Row> all(Path project, Sizes sizes, List<String> work, String agent) {
        Path jar = project.resolve("iointercept/target/capriccio.jar");
        String noVirtual = Row.virtualThreadsAbsence();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(GRAPH, "user threads, policy=graph, nothing tuned",
                concat(List.of("-javaagent:" + jar + "=policy=graph" + agent), server(work)), List.of(jar), ""));
        rows.add(new Row(FIFO, "user threads, policy=fifo",
                concat(List.of("-javaagent:" + jar + "=policy=fifo" + agent), server(work)), List.of(jar), ""));
        rows.add(new Row("platform", "a platform thread for each connection", server(work), List.of(), ""));
        rows.add(new Row(VIRTUAL, "a virtual thread for each connection", server(work, "--threads", "virtual"), List.of(), noVirtual));
        for (int size : sizes.sizes) {
            String n = Integer.toString(size);
            rows.add(new Row("pool-" + n, "a pool of " + n + " platform threads", server(work, "--pool", n), List.of(), ""));
            rows.add(new Row("permits-" + n, "virtual threads, a semaphore of " + n + " permits",
                    server(work, "--threads", "virtual", "--permits", n), List.of(), noVirtual));
        }
        return rows;
    }

    /** Whether the row has a limit that somebody chose. */
    static boolean isTuned(String row) {
        return row.startsWith("pool-") || row.startsWith("permits-");
    }

    private static List<String> server(List<String> work, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                String.join(File.pathSeparator, ServerOptions.classPath(List.of("capriccio-knot", "httpcore5", "slf4j-api"))),
                HttpCoreServer.class.getName()));
        command.addAll(work);
        command.addAll(List.of(options));
        return command;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
