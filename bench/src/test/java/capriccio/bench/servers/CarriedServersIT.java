package capriccio.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.FileSetFiles;
import capriccio.bench.load.LoadGenerator;
import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HTTP servers of others answer from user threads as from their own: every byte right, with as many platform threads as
 * carriers and a handful, and no descriptor left behind. In the profile {@code proof} each is loaded on the plain JVM first,
 * for a comparison, and so that a failure of the load or of the machine is told from one of the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CarriedServersIT {
    private static final FileSet SET = FileSet.of(FileSet.DEFAULT_SEED, 1);
    private static final double SECONDS = Double.parseDouble(System.getProperty("carried.seconds", "1"));
    private static final int CONNECTS = Integer.getInteger("carried.connects", 1_000);
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int CARRIERS = 2;
    /** Jars and modules that are opened when a class of them is first needed, and the agent's cache. */
    private static final int JARS = 5;

    private String root;
    private ServerJvm backend;

    @BeforeAll
    void startBackend() throws IOException {
        root = FileSetFiles.ensure(SET, Path.of("target", "carried", "fileset").toAbsolutePath()).toString();
        backend = new ServerJvm("backend", ServerJvm.PLAIN, List.of(), List.of("netty-", "capriccio-knot", "jetty-http", "jetty-util", "jetty-io", "caffeine", "picocli", "slf4j-"),
                List.of("capriccio.bench.peers.NettyServer", "--port", "0", "--exit-with-stdin", "--root", root));
    }

    @AfterAll
    void stopBackend() {
        backend.close();
    }

    Stream<Carried> servers() {
        return Carried.httpServers(backend.port()).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void answersFromUserThreads(Carried server) throws Exception {
        if (ServerJvm.LONG) {
            try (ServerJvm plain = server.start(ServerJvm.PLAIN, root)) {
                carry(server, plain, "on the plain JVM");
            }
        }
        try (ServerJvm user = server.start("carriers=" + CARRIERS + ",stats=true", root)) {
            int threads = carry(server, user, "under the agent");
            Threads.assertFew(threads, CARRIERS, server.name());
            Log.assertQuiet(user);
        }
    }

    /** Returns the most threads that it had. */
    private int carry(Carried server, ServerJvm jvm, String where) throws Exception {
        // Loads the classes: a carrier that waits for the JVM to load one is replaced meanwhile.
        assertSound(load(jvm, server.connections(), 0, 1, 0), server, where + ", first requests", jvm);
        int before = settled(jvm);
        int threads;
        try (Watch watch = new Watch(jvm)) {
            LoadResult busy = load(jvm, server.connections(), 0, SECONDS, 0);
            assertSound(busy, server, where, jvm);
            assertThat(busy.connectionsOpen()).as("%s %s: connections", server, where).isEqualTo(server.connections());
            assertSound(load(jvm, 64, 1, PATIENCE_MILLIS / 1e3, CONNECTS), server, where + ", connects and closes", jvm);
            threads = watch.mostThreads();
            System.out.printf("%s %s: %,.0f responses/s over %d connections, %d threads, %.0f us of CPU a response%n",
                    server, where, busy.throughput(), busy.connectionsOpen(), threads, busy.serverCpuMicrosPerRequest());
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                assertThat(jvm.descriptors()).as("%s %s: descriptors", server, where).isLessThanOrEqualTo(before + JARS));
        jvm.end();
        return threads;
    }

    private static int settled(ServerJvm jvm) throws IOException {
        await().atMost(Duration.ofSeconds(10)).during(Duration.ofMillis(300)).until(jvm::descriptors, new Same<>());
        return jvm.descriptors();
    }

    private static void assertSound(LoadResult result, Carried server, String what, ServerJvm jvm) throws IOException {
        assertThat(result.errors()).as("%s %s: %s%n%s", server, what, result.firstError(), jvm.log()).isEmpty();
        assertThat(result.requests()).as("%s %s: responses", server, what).isPositive();
    }

    private static LoadResult load(ServerJvm jvm, int connections, int each, double seconds, long responses)
            throws IOException, InterruptedException {
        return LoadGenerator.run(
                new LoadSpec("127.0.0.1", jvm.port(), connections, 1, each, 128, PATIENCE_MILLIS, 0, responses == 0 ? 100 : 0,
                        Math.round(seconds * 1_000), PATIENCE_MILLIS, responses, 0, 0, jvm.pid(), SET.seed(),
                        SET.directories(), connections, ""),
                SET);
    }
}
