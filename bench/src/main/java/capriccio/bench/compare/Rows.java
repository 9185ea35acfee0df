package capriccio.bench.compare;

import capriccio.bench.servers.HttpCoreServer;
import capriccio.bench.servers.JdkHttpServer;
import capriccio.bench.servers.ServerOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of the comparison. */
final class Rows {
    private Rows() {}

    /** All rows, those that cannot run on this JVM included. */
    static List<Row> all(Path project) {
        Path knot = project.resolve("knot-server/target/knot.jar");
        Path agent = project.resolve("iointercept/target/capriccio.jar");
        Path haboob = project.resolve("seda-compat/target/haboob.jar");
        String noVirtual = Row.virtualThreadsAbsence();
        List<String> blocking = List.of("--architecture", "thread-per-connection");
        return List.of(
                new Row(
                        "knot-platform",
                        "Knot, a platform thread per connection",
                        concat(List.of("-jar", knot.toString(), "--threads", "platform"), blocking),
                        List.of(knot),
                        ""),
                new Row(
                        "knot-user",
                        "Knot, a user thread per connection",
                        concat(List.of("-javaagent:" + agent, "-jar", knot.toString()), blocking),
                        List.of(agent, knot),
                        ""),
                new Row(
                        "knot-virtual",
                        "Knot, a virtual thread per connection",
                        concat(List.of("-jar", knot.toString(), "--threads", "virtual"), blocking),
                        List.of(knot),
                        noVirtual),
                new Row("haboob", "Haboob, stages and queues", List.of("-jar", haboob.toString()), List.of(haboob), ""),
                new Row(
                        "netty",
                        "Netty 4.2 (NIO), event loop",
                        List.of("-cp", System.getProperty("java.class.path"), "capriccio.bench.peers.NettyServer"),
                        List.of(),
                        ""));
    }

    /** Servers of others on each kind of threads, beside Knot; only run when they are named. */
    static List<Row> servers(Path project) {
        Path agent = project.resolve("iointercept/target/capriccio.jar");
        String noVirtual = Row.virtualThreadsAbsence();
        List<Row> rows = new ArrayList<>();
        for (boolean jdk : new boolean[] {true, false}) {
            String name = jdk ? "jdk" : "httpcore";
            String title = jdk ? "com.sun.net.httpserver, " : "Apache HttpCore 5 classic, ";
            List<String> jars = jdk ? List.of("capriccio-knot") : List.of("capriccio-knot", "httpcore5", "slf4j-api");
            List<String> program = List.of(
                    "-Dsun.net.httpserver.maxIdleConnections=20000",
                    "-cp",
                    String.join(File.pathSeparator, ServerOptions.classPath(jars)),
                    (jdk ? JdkHttpServer.class : HttpCoreServer.class).getName());
            List<String> pool = List.of("--pool", jdk ? "4096" : "0");
            rows.add(new Row(name + "-platform", title + "platform threads", concat(program, pool), List.of(), ""));
            rows.add(new Row(
                    name + "-user",
                    title + "user threads",
                    concat(List.of("-javaagent:" + agent), concat(program, pool)),
                    List.of(agent),
                    ""));
            rows.add(new Row(
                    name + "-virtual",
                    title + "virtual threads",
                    concat(program, List.of("--threads", "virtual")),
                    List.of(),
                    noVirtual));
        }
        return rows;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
