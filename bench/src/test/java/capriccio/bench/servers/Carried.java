package capriccio.bench.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * A server of somebody else's that user threads carry.
 *
 * @param name its name
 * @param connections under load: twenty times its default pool, or a thousand where it has none
 * @param jvm options of its JVM
 * @param jars beginnings of the names of the jars that it needs
 * @param program its class and arguments
 */
record Carried(
        String name, int connections, List<String> jvm, List<String> jars, List<String> program) {
    private static final List<String> JETTY = List.of("jetty-", "slf4j-", "jakarta.servlet", "jakarta.annotation", "capriccio-knot");

    static List<Carried> httpServers(int backend) {
        return List.of(
                // Its default is the dispatcher alone.
                new Carried("jdk", 400, List.of("-Dsun.net.httpserver.maxIdleConnections=10000"), List.of("capriccio-knot"),
                        program(JdkHttpServer.class, 400, 2, 0)),
                new Carried("httpcore", 1_000, List.of(), List.of("httpcore5", "slf4j-", "capriccio-knot"),
                        program(HttpCoreServer.class, 0, 2, 0)),
                new Carried("jetty", 4_000, List.of(), JETTY, program(JettyServer.class, 4_000, 2, 0)),
                new Carried("tomcat", 4_000, List.of("-Dhttp.maxConnections=4000"),
                        List.of("tomcat-", "capriccio-knot"), program(TomcatServer.class, 4_000, 5, backend)),
                new Carried("knot", 4_000, List.of(), List.of("capriccio-knot", "jetty-http", "jetty-util", "jetty-io", "caffeine", "picocli", "slf4j-"),
                        List.of("capriccio.knot.Knot", "--port", "0", "--exit-with-stdin")));
    }

    private static List<String> program(Class<?> main, int pool, int sleep, int backend) {
        return List.of(main.getName(), "--pool", Integer.toString(pool), "--sleep", Integer.toString(sleep),
                "--backend", Integer.toString(backend));
    }

    /** Starts it. */
    ServerJvm start(String agent, String root) throws java.io.IOException {
        List<String> all = new ArrayList<>(program);
        all.addAll(List.of("--root", root));
        return new ServerJvm(name, agent, jvm, jars, all);
    }

    @Override
    public String toString() {
        return name;
    }
}
