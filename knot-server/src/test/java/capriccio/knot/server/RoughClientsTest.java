package capriccio.knot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Clients that stall, reset, leave early or come in crowds harm nobody else. */
class RoughClientsTest extends SiteFixture {
    // Long enough that a busy machine lets the client send its first byte before it counts as idle.
    private static final Duration SHORT = Duration.ofSeconds(2);

    @Test
    void stalledClientsDoNotHoldUpOthers() throws IOException {
        KnotServer server = start(config());
        List<RawClient> stalled = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stalled.add(connect(server).send("GET /a.txt HT"));
        }
        assertIsWell(server);
        for (RawClient client : stalled) {
            client.send("TP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.receive().body()).isEqualTo("page a");
            client.close();
        }
    }

    @Test
    void resetsEndOnlyTheirOwnConnection() throws IOException {
        KnotServer server = start(config());
        for (int i = 0; i < 50; i++) {
            try (RawClient client = connect(server)) {
                client.socket.setSoLinger(true, 0);
                client.get(i % 2 == 0 ? "/big.bin" : "/a.txt");
            }
        }
        assertIsWell(server);
        await().untilAsserted(() -> assertThat(server.stats().active()).isZero());
    }

    @Test
    void earlyClosesEndOnlyTheirOwnConnection() throws IOException {
        KnotServer server = start(config());
        for (int i = 0; i < 50; i++) {
            try (RawClient client = connect(server)) {
                client.send(i % 2 == 0 ? "GET /a" : "");
            }
        }
        assertIsWell(server);
        await().untilAsserted(() -> assertThat(server.stats().active()).isZero());
    }

    @Test
    void aHalfClosedClientStillGetsItsResponse() throws IOException {
        KnotServer server = start(config());
        try (RawClient client = connect(server).get("/a.txt")) {
            client.socket.shutdownOutput();
            assertThat(client.receive().body()).isEqualTo("page a");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void anUnfinishedRequestTimesOutWith408() throws IOException {
        KnotServer server = start(config().withIdleTimeout(SHORT));
        try (RawClient client = connect(server).send("GET / HTTP/1.1\r\n")) {
            assertThat(client.receive().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void drippingBytesDoesNotKeepAnUnfinishedRequestAlive() throws IOException {
        KnotServer server = start(config().withIdleTimeout(SHORT));
        try (RawClient client = connect(server).send("GET /")) {
            client.socket.setSoTimeout(20);
            await().ignoreExceptionsInstanceOf(SocketTimeoutException.class)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> drip(client).receive().status() == 408);
        }
    }

    private static RawClient drip(RawClient client) {
        try {
            client.send("x");
        } catch (IOException e) {
            // the server has answered and does not read any more: its answer is what counts
        }
        return client;
    }

    @Test
    void anIdleConnectionTimesOutSilently() throws IOException {
        KnotServer server = start(config().withIdleTimeout(SHORT));
        try (RawClient client = connect(server)) {
            assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatNeverReadsIsCutOff() throws IOException {
        KnotServer server = start(config().withIdleTimeout(Duration.ofMillis(300)));
        try (RawClient client = connect(server)) {
            client.send("GET /big.bin HTTP/1.1\r\nHost: h\r\n\r\n".repeat(10));
            await().until(() -> server.stats().accepts() == 1);
            await().untilAsserted(() -> assertThat(server.stats().active()).isZero());
        }
    }

    @Test
    void connectionsBeyondTheBoundGet503() throws IOException {
        KnotServer server = start(config().withMaxConnections(1));
        try (RawClient first = connect(server)) {
            assertThat(first.get("/a.txt").receive().status()).isEqualTo(200);
            try (RawClient second = connect(server)) {
                assertThat(second.receive().status()).isEqualTo(503);
                assertThat(second.isEnded()).isTrue();
            }
            assertThat(first.get("/a.txt").receive().status()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(server.stats().active()).isZero());
        assertIsWell(server);
    }

    @Test
    void whatIsNotAdmittedGetsAWhole503() throws IOException {
        AtomicBoolean room = new AtomicBoolean();
        KnotServer server = start(config().withAdmission(room::get));
        for (String request : List.of("", "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n", "x".repeat(10_000))) {
            try (RawClient client = connect(server).send(request)) {
                RawClient.Answer answer = client.receive();
                assertThat(answer.head()).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n", "\r\nConnection: close\r\n");
                assertThat(answer.body()).isEqualTo("503 Service Unavailable\n");
                assertThat(client.isEnded()).isTrue();
            }
        }
        room.set(true);
        assertIsWell(server);
        assertThat(server.stats().toJson()).contains("\"refused\": 3,");
        await().untilAsserted(() -> assertThat(server.stats().active()).isZero());
    }

    @Test
    void withoutTheAgentAllAreAdmitted() {
        assertThat(RuntimeAdmission.find().getAsBoolean()).isTrue();
    }

    private void assertIsWell(KnotServer server) throws IOException {
        try (RawClient client = connect(server)) {
            assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
        }
    }
}
