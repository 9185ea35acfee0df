package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.servers.HttpCoreServer;
import capriccio.bench.servers.ServerOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One server, Apache HttpCore 5 classic, on threads of each kind. */
final class Rows {
    /** The row without a limit of its own that is to find it. */
    static final String GRAPH = "graph";

    static final String VIRTUAL = "virtual";

    private Rows() {}

    /** All rows, those that cannot run on this JVM included; what a request takes is the subject's. */
    static List<Row> all(Path project, List<Integer> sizes, Subject subject) {
        List<String> work = subject.server();
        Path agent = project.resolve("iointercept/target/capriccio.jar");
        String noVirtual = Row.virtualThreadsAbsence();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(GRAPH, "user threads, policy=graph, nothing tuned",
                concat(List.of("-javaagent:" + agent + "=policy=graph" + subject.agent()), server(work)), List.of(agent), ""));
        rows.add(new Row("fifo", "user threads, policy=fifo",
                concat(List.of("-javaagent:" + agent + "=policy=fifo" + subject.agent()), server(work)), List.of(agent), ""));
        rows.add(new Row("platform", "a platform thread for each connection", server(work), List.of(), ""));
        rows.add(new Row(VIRTUAL, "a virtual thread for each connection", server(work, "--threads", "virtual"), List.of(), noVirtual));
        for (int size : sizes) {
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
