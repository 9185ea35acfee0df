package capriccio.bench.compare;

import capriccio.bench.servers.HttpCoreServer;
import capriccio.bench.servers.JdkHttpServer;
import capriccio.bench.servers.ServerOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of the comparison. */
public final class Rows {
    private Rows() {}

    /** All rows, those that cannot run on this JVM included. */
    public static List<Row> all(Path project) {
        Path haboob = project.resolve("seda-compat/target/haboob.jar");
        String noVirtual = Row.virtualThreadsAbsence();
        Row blocking = Row.knot(project);
        return List.of(
                blocking.with("knot-platform", "Knot, a platform thread per connection", "", "--threads", "platform"),
                blocking.underAgent("knot-user", "Knot, a user thread per connection", project, ""),
                blocking.with("knot-virtual", "Knot, a virtual thread per connection", noVirtual, "--threads", "virtual"),
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
            Row server = new Row(name, title, program, List.of(), "");
            Row pooled = server.with(name + "-platform", title + "platform threads", "", "--pool", jdk ? "4096" : "0");
            rows.add(pooled);
            rows.add(pooled.underAgent(name + "-user", title + "user threads", project, ""));
            rows.add(server.with(name + "-virtual", title + "virtual threads", noVirtual, "--threads", "virtual"));
        }
        return rows;
    }
}
