package seda.sandStorm.lib.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import capriccio.seda.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** The library under a program, over sockets. */
@Timeout(60)
class HttpServerTest {
    private static final int LARGE = 8 << 20; // more than sockets hold

    private Sandstorm sandstorm;
    private httpServer server;

    /** Answers each request with its URL, and notes all that it gets. */
    private static final class Program implements EventHandlerIF {
        private final Queue<QueueElementIF> events = new ConcurrentLinkedQueue<>();
        private final CountDownLatch listening = new CountDownLatch(1);

        @Override
        public void handleEvents(QueueElementIF[] batch) {
            for (QueueElementIF event : batch) {
                handleEvent(event);
            }
        }

        @Override
        public void handleEvent(QueueElementIF event) {
            events.add(event);
            if (event instanceof ATcpListenSuccessEvent) {
                listening.countDown();
            } else if (event instanceof httpRequest request) {
                try {
                    answer(request);
                } catch (SinkException gone) {
                    // seen by the tests as what the client gets
                }
            }
        }

        private static void answer(httpRequest request) throws SinkException {
            if (request.getURL().equals("/never")) {
                return;
            }
            byte[] page = request.getURL().equals("/large") ? new byte[LARGE] : request.getURL().getBytes(ISO_8859_1);
            httpResponder responder = new httpResponder(new httpOKResponse("a/b", new BufferElement(page)), request);
            request.getConnection().enqueue(responder);
            if (responder.shouldClose()) {
                request.getConnection().close(null);
            }
        }

        long count(Class<?> type) {
            return events.stream().filter(type::isInstance).count();
        }

        @Override
        public void init(ConfigDataIF config) {}

        @Override
        public void destroy() {}
    }

    private Program start(int threads, int idleMillis) throws Exception {
        SandstormConfig config = new SandstormConfig();
        config.putInt("global.threadPool.initialThreads", threads);
        config.putInt("global.threadPool.minThreads", threads);
        if (idleMillis > 0) {
            config.putInt("global.http.idleTimeout", idleMillis);
        }
        sandstorm = new Sandstorm(config);
        Program program = new Program();
        SinkIF sink = sandstorm.getManager().createStage("program", program, null).getSink();
        server = new httpServer(sandstorm.getManager(), sink, 0);
        program.listening.await();
        return program;
    }

    private Client connect() throws Exception {
        return Client.connect(server.getServerSocket().getLocalPort());
    }

    @AfterEach
    void shutdown() {
        sandstorm.shutdown();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderByManyThreads() throws Exception {
        Program program = start(4, -1);
        int clients = 20;
        int requests = 200;
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(connect());
        }
        for (int i = 0; i < clients; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < requests; k++) {
                text.append("GET /").append(i).append('/').append(k).append(" HTTP/1.1\r\n\r\n");
            }
            all.get(i).send(text.toString());
        }
        for (int i = 0; i < clients; i++) {
            for (int k = 0; k < requests; k++) {
                String body = new String(all.get(i).body(all.get(i).head()), ISO_8859_1);
                assertThat(body).isEqualTo("/" + i + "/" + k);
            }
        }
        for (Client client : all) {
            client.close();
        }
        await().untilAsserted(() -> assertThat(program.count(SinkClosedEvent.class)).isEqualTo(clients));
        assertThat(program.count(httpConnection.class)).isEqualTo(clients);
        assertThat(program.count(httpRequest.class)).isEqualTo((long) clients * requests);
        assertThat(httpInternals.connections(server)).isZero();
    }

    @Test
    void requestsThatComeByteByByteAreAnswered() throws Exception {
        start(2, -1);
        try (Client client = connect()) {
            client.socket().setTcpNoDelay(true);
            for (int k = 0; k < 3; k++) {
                for (char c : "POST /split HTTP/1.1\r\nContent-Length: 2\r\n\r\nab".toCharArray()) {
                    client.send(String.valueOf(c));
                }
                assertThat(client.body(client.head())).isEqualTo("/split".getBytes(ISO_8859_1));
            }
        }
    }

    @Test
    void everyVersionIsServed() throws Exception {
        start(1, -1);
        try (Client client = connect()) {
            client.send("GET /nine\r\n");
            assertThat(client.rest()).isEqualTo("/nine");
        }
        try (Client client = connect()) {
            client.send("GET /ten HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n/ten");
        }
        try (Client client = connect()) {
            assertThat(client.get("/eleven")).endsWith("\r\n\r\n/eleven");
            assertThat(client.get("/again")).endsWith("\r\n\r\n/again");
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredAndCloses() throws Exception {
        Program program = start(1, -1);
        List<String> bad = List.of("garbage\r\n\r\n", "HEAD / HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n");
        List<String> statuses = List.of("400", "501", "505");
        for (int i = 0; i < bad.size(); i++) {
            try (Client client = connect()) {
                client.send(bad.get(i));
                assertThat(client.rest()).startsWith("HTTP/1.1 " + statuses.get(i) + " ");
            }
        }
        await().untilAsserted(() -> assertThat(program.count(SinkClosedEvent.class)).isEqualTo(bad.size()));
        assertThat(program.count(httpRequest.class)).isZero();
    }

    @Test
    void idleSlowAndDeafClientsAreDroppedButNotThoseThatWaitForTheProgram() throws Exception {
        Program program = start(1, 1200);
        try (Client waiting = connect();
                Client idle = connect();
                Client slow = connect();
                Client deaf = connect()) {
            waiting.send("GET /never HTTP/1.1\r\n\r\n");
            slow.send("GET /slow HT");
            deaf.send("GET /large HTTP/1.1\r\n\r\n");
            assertThat(idle.get("/first")).endsWith("/first");
            assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
            assertThat(idle.rest()).isEmpty();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(program.count(SinkClosedEvent.class)).isEqualTo(3));
            assertThat(httpInternals.connections(server)).isEqualTo(1);
            assertThat(httpInternals.isIdle(server)).isFalse();
        }
        await().untilAsserted(() -> assertThat(httpInternals.connections(server)).isZero());
    }

    @Test
    void hundredsOfConnectionsAreServedAndSuspendedAcceptsWait() throws Exception {
        start(2, -1);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            clients.add(connect());
        }
        for (Client client : clients) {
            client.send("GET /x HTTP/1.1\r\n\r\n");
        }
        for (Client client : clients) {
            assertThat(client.body(client.head())).isEqualTo("/x".getBytes(ISO_8859_1));
        }
        server.suspendAccept();
        Client waiting = connect();
        waiting.send("GET /later HTTP/1.1\r\n\r\n");
        assertThat(clients.get(0).get("/now")).endsWith("/now");
        assertThat(httpInternals.connections(server)).isEqualTo(400);
        server.resumeAccept();
        assertThat(waiting.body(waiting.head())).isEqualTo("/later".getBytes(ISO_8859_1));
        clients.add(waiting);
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void anIdleTimeoutThatIsNoneIsRefused() throws Exception {
        start(1, -1);
        SandstormConfig config = (SandstormConfig) sandstorm.getManager().getConfig();
        config.putString("global.http.idleTimeout", "soon");
        assertThatThrownBy(() -> new httpServer(sandstorm.getManager(), new FiniteQueue(), 0))
                .hasMessage("global.http.idleTimeout is 'soon': give milliseconds, above 0, or leave it out");
    }
}
