package capriccio.seda.haboob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.seda.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import seda.apps.Haboob.hdapi.httpRequestHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.NoSuchStageException;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.lib.http.httpInternals;
import seda.sandStorm.lib.http.httpOKResponse;
import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponse;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** Haboob as its configuration files put it together. */
@Timeout(60)
class HaboobStagesTest {
    private static final Path CONFIG = Path.of("config");

    @TempDir
    private Path root;

    private @Nullable Sandstorm sandstorm;
    private @Nullable HttpRecv recv;
    private int port;

    @BeforeEach
    void page() throws IOException {
        Files.writeString(root.resolve("home.html"), "<p>home</p>");
        Files.writeString(root.resolve("page.txt"), "page");
    }

    @AfterEach
    void shutdown() {
        Greeting.gate.countDown();
        if (sandstorm != null) {
            sandstorm.shutdown();
        }
    }

    /** Starts a shipped file, with arguments as on the command line. */
    private void start(String file, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("httpPort=0", "rootDir=" + root, "defaultURL=home.html"));
        all.addAll(List.of(args));
        start(new SandstormConfig(CONFIG.resolve(file).toString(), all.toArray(String[]::new)));
    }

    private void start(SandstormConfig config) throws Exception {
        sandstorm = new Sandstorm(config);
        recv = (HttpRecv) manager().getStage("HttpRecv").getWrapper().getEventHandler();
        port = recv.listening().get(20, TimeUnit.SECONDS);
    }

    private ManagerIF manager() {
        return requireNonNull(sandstorm).getManager();
    }

    private int connections() {
        return httpInternals.connections(requireNonNull(recv).server());
    }

    /** Starts with dynamic pages: lines of their file. */
    private void startDynamic(String lines, String... args) throws Exception {
        Path pages = Files.writeString(root.resolve("pages"), lines);
        List<String> all = new ArrayList<>(List.of("httpPort=0", "rootDir=" + root, "configfile=" + pages));
        all.addAll(List.of(args));
        SandstormConfig config =
                new SandstormConfig(CONFIG.resolve("haboob.cfg").toString(), all.toArray(String[]::new));
        config.addStage("DynamicHttp", DynamicHttp.class.getName(), all.toArray(String[]::new));
        start(config);
    }

    private Client connect() throws IOException {
        return Client.connect(port);
    }

    /** Waits for its gate if the query says so. */
    public static final class Greeting implements httpRequestHandlerIF {
        private static final AtomicInteger instances = new AtomicInteger();
        private static volatile CountDownLatch gate = new CountDownLatch(0);
        private static volatile CountDownLatch waiting = new CountDownLatch(0);

        public Greeting() {
            instances.incrementAndGet();
        }

        @Override
        public httpResponse handleRequest(httpRequest request) throws Exception {
            if (request.getQuery("wait") != null) {
                waiting.countDown();
                gate.await();
            }
            String text = "hello " + request.getQuery("name");
            return new httpOKResponse("text/plain", new BufferElement(text.getBytes(ISO_8859_1)));
        }
    }

    /** Fails in each way that a page can. */
    public static final class Failing implements httpRequestHandlerIF {
        @Override
        public @Nullable httpResponse handleRequest(httpRequest request) {
            if (request.getQuery("throws") != null) {
                throw new IllegalStateException("expected by the test");
            }
            return null;
        }
    }

    @Test
    void theShippedFilesServeStaticPagesAndTheStatistics() throws Exception {
        start("haboob.cfg");
        try (Client client = connect()) {
            assertThat(client.get("/page.txt")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\npage");
            assertThat(client.get("/")).endsWith("<p>home</p>");
            assertThat(client.get("/none")).startsWith("HTTP/1.1 404 ");
            assertThat(client.get("/%2e%2e/%2e%2e/etc/passwd")).startsWith("HTTP/1.1 400 ");
        }
        try (Client client = connect()) {
            client.send("GET /haboob/stats HTTP/1.1\r\n\r\n");
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 200 OK\r\nServer: Haboob\r\n")
                    .contains("<td>requests</td><td>5</td>", "<td>answered</td><td>4</td>", "<td>connections</td><td>")
                    .contains("<td>cache misses</td><td>3</td>")
                    .contains("HttpRecv", "HttpSend", "CacheStage", "PageCacheSized missStage", "aSocket ReadStage");
        }
    }

    @Test
    void slowAndIdleClientsAreDropped() throws Exception {
        start("haboob.cfg", "idleTimeout=1200");
        try (Client slow = connect();
                Client idle = connect()) {
            slow.send("GET /page.t");
            assertThat(idle.get("/page.txt")).endsWith("page");
            assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
            assertThat(idle.rest()).isEmpty();
        }
        await().until(() -> connections() == 0);
    }

    @Test
    void theBottleneckAnswersUntilItsThresholdRefuses() throws Exception {
        start("haboob-bottleneck.cfg");
        String page;
        try (Client client = connect()) {
            page = client.get("/bottleneck?x");
            assertThat(client.get("/page.txt")).endsWith("page");
        }
        assertThat(page).startsWith("HTTP/1.1 200 OK\r\n");
        String body = page.substring(page.indexOf("\r\n\r\n") + 4);
        assertThat(body).hasSize(8192).startsWith("BOTTLENECK: 90thRT ");
        assertThat(body).contains("targetRT 5000.0000 quality 1.0000");

        QueueThresholdPredicate control = (QueueThresholdPredicate)
                manager().getStage("BottleneckStage").getSink().getEnqueuePredicate();
        control.setThreshold(0);
        try (Client refused = connect();
                Client other = connect()) {
            refused.send("GET /bottleneck HTTP/1.1\r\n\r\n");
            assertThat(refused.rest()).startsWith("HTTP/1.1 503 SERVICE UNAVAILABLE\r\n");
            assertThat(other.get("/page.txt")).endsWith("page");
        }
        control.setThreshold(2);
        overload();
    }

    /** Far more at once than the queue takes: each is answered, with 200 or 503, and both occur. */
    private void overload() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clients.add(connect());
        }
        for (Client client : clients) {
            client.send("GET /bottleneck HTTP/1.1\r\nConnection: close\r\n\r\n");
        }
        int served = 0;
        int refused = 0;
        for (Client client : clients) {
            String response = client.rest();
            served += response.startsWith("HTTP/1.1 200 ") ? 1 : 0;
            refused += response.startsWith("HTTP/1.1 503 ") ? 1 : 0;
            client.close();
        }
        assertThat(served + refused).isEqualTo(clients.size());
        assertThat(served).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void dynamicPagesHaveAStageEachFromTheFirstRequestOn() throws Exception {
        String greeting = Greeting.class.getName();
        startDynamic("# pages\n/hello " + greeting + " # one\n\n/bye " + greeting + "\n/fail " + Failing.class.getName());
        String stage = "DynamicHttp [/hello]";
        assertThat(stages(stage)).isFalse();
        try (Client client = connect()) {
            int instances = Greeting.instances.get();
            assertThat(client.get("/hello?name=you")).endsWith("\r\n\r\nhello you");
            assertThat(client.get("/bye?name=me")).endsWith("\r\n\r\nhello me");
            assertThat(Greeting.instances).hasValue(instances);
            assertThat(client.get("/hello/more")).startsWith("HTTP/1.1 404 ");
            client.send("HEAD /hello?name=you HTTP/1.1\r\n\r\n");
            assertThat(client.head()).contains("Content-Length: 9\r\n");
            assertThat(client.get("/page.txt")).endsWith("page");
            client.send("GET /fail HTTP/1.1\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 500 INTERNAL SERVER ERROR\r\n");
        }
        assertThat(stages(stage)).isTrue();
        try (Client client = connect()) {
            client.send("GET /fail?throws HTTP/1.1\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 500 ").doesNotContain("expected by the test");
        }
    }

    private boolean stages(String name) {
        try {
            return manager().getStage(name) != null;
        } catch (NoSuchStageException e) {
            return false;
        }
    }

    @Test
    void aFullDynamicPageRefuses() throws Exception {
        Greeting.gate = new CountDownLatch(1);
        Greeting.waiting = new CountDownLatch(1);
        startDynamic("/slow " + Greeting.class.getName(), "queueThreshold=1");
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(connect());
        }
        for (Client client : clients) {
            client.send("GET /slow?wait&name=x HTTP/1.1\r\nConnection: close\r\n\r\n");
            Greeting.waiting.await();
        }
        await().until(() -> refusals(clients) == clients.size() - 2); // one is being made, one waits
        Greeting.gate.countDown();
        int served = 0;
        for (Client client : clients) {
            served += client.rest().startsWith("HTTP/1.1 200 ") ? 1 : 0;
            client.close();
        }
        assertThat(served).isEqualTo(2);
    }

    private static int refusals(List<Client> clients) throws IOException {
        int refused = 0;
        for (Client client : clients) {
            refused += client.in().available() > 0 ? 1 : 0;
        }
        return refused;
    }

    @Test
    void limitsOfConnectionsAndRequestsHold() throws Exception {
        Greeting.gate = new CountDownLatch(1);
        Greeting.waiting = new CountDownLatch(1);
        startDynamic(
                "/slow " + Greeting.class.getName(), "maxConnections=2", "maxRequests=2", "maxSimultaneousRequests=1");
        try (Client slow = connect();
                Client second = connect()) {
            // Its connection has been counted once its request is answered, so the third will not be accepted.
            assertThat(second.get("/page.txt")).endsWith("page");
            slow.send("GET /slow?wait&name=x HTTP/1.1\r\n\r\n");
            Greeting.waiting.await();
            second.send("GET /page.txt HTTP/1.1\r\n\r\n");
            Client third = connect(); // in the backlog
            third.send("GET /page.txt HTTP/1.1\r\n\r\n");
            await().until(() -> manager().getStage("HttpRecv").getSink().size() == 0);
            assertThat(second.in().available()).isZero();
            assertThat(connections()).isEqualTo(2);
            Greeting.gate.countDown();
            assertThat(second.rest()).contains("Connection: close\r\n").endsWith("page");
            assertThat(new String(third.body(third.head()), ISO_8859_1)).isEqualTo("page");
            third.close();
        }
    }
}
