package capriccio.knot.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a well-behaved client sees, and one whose requests are wrong. */
class ConversationTest extends SiteFixture {
    private KnotServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = start(config());
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (RawClient client = connect(server)) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
            }
        }
        assertThat(server.stats().accepts()).isEqualTo(1);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawClient client = connect(server)) {
            String a = "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n";
            String b = "GET /b%20c.txt HTTP/1.1\r\nHost: h\r\n\r\n";
            client.send((a + b).repeat(200));
            for (int i = 0; i < 200; i++) {
                assertThat(client.receive().body()).isEqualTo("page a");
                assertThat(client.receive().body()).isEqualTo("page b c");
            }
        }
    }

    @Test
    void bytesMayArriveOneAtATime() throws IOException {
        try (RawClient client = connect(server)) {
            for (char c : "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.receive().body()).isEqualTo("page a");
            assertThat(client.receive().body()).isEqualTo("index");
        }
    }

    @Test
    void headHasNoBody() throws IOException {
        try (RawClient client = connect(server)) {
            client.send("HEAD /a.txt HTTP/1.1\r\nHost: h\r\n\r\n").get("/");
            assertThat(client.receiveHead().head()).startsWith("HTTP/1.1 200 ").contains("Content-Length: 6\r\n");
            assertThat(client.receive().body()).isEqualTo("index");
        }
    }

    @Test
    void bigPagesArriveWhole() throws IOException {
        try (RawClient client = connect(server)) {
            assertThat(client.get("/big.bin").receive().body()).hasSize(BIG_BYTES);
            assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
        }
    }

    @Test
    void unchangedPagesAreNotSentAgain() throws IOException {
        try (RawClient client = connect(server)) {
            String head = client.get("/a.txt").receive().head();
            String tag = head.replaceAll("(?s).*ETag: (\\S+)\r\n.*", "$1");
            client.send("GET /a.txt HTTP/1.1\r\nHost: h\r\nIf-None-Match: " + tag + "\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(304);
            client.send("GET /a.txt HTTP/1.1\r\nHost: h\r\nRange: bytes=5-\r\n\r\n");
            assertThat(client.receive().body()).isEqualTo("a");
        }
    }

    @Test
    void bodiesOfRequestsAreSkipped() throws IOException {
        try (RawClient client = connect(server)) {
            client.send("POST /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /").get("/");
            assertThat(client.receive().status()).isEqualTo(405);
            assertThat(client.receive().body()).isEqualTo("index");
        }
    }

    @Test
    void http10ClosesUnlessAskedToKeepAlive() throws IOException {
        try (RawClient client = connect(server)) {
            client.send("GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.receive().head()).contains("Connection: keep-alive\r\n");
            client.send("GET /a.txt HTTP/1.0\r\n\r\n");
            assertThat(client.receive().head()).contains("Connection: close\r\n");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void connectionCloseIsHonoured() throws IOException {
        try (RawClient client = connect(server)) {
            client.send("GET /a.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.receive().body()).isEqualTo("page a");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"/absent,404", "/link,404", "/sub,301", "/sub/,404", "/knot,404"})
    void whatIsNotServedLeavesTheConnectionOpen(String target, int status) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
        Files.createDirectory(root.resolve("sub"));
        try (RawClient client = connect(server)) {
            assertThat(client.get(target).receive().status()).isEqualTo(status);
            assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
        }
    }

    @ParameterizedTest
    @CsvSource({"/../etc/passwd,400", "/%2e%2e/etc/passwd,400", "/%zz,400", "LONG,414"})
    void badRequestsEndTheConnection(String target, int status) throws IOException {
        try (RawClient client = connect(server)) {
            String sent = target.equals("LONG") ? "/" + "x".repeat(100_000) : target;
            assertThat(client.get(sent).receive().status()).isEqualTo(status);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void tooManyFieldsEndTheConnection() throws IOException {
        try (RawClient client = connect(server)) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n" + "A: b\r\n".repeat(20_000) + "\r\n");
            assertThat(client.receive().status()).isEqualTo(431);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void statsPageCounts() throws IOException {
        try (RawClient client = connect(server)) {
            client.get("/a.txt").receive();
            client.get("/a.txt").receive();
            String stats = client.get("/knot/stats").receive().body();
            assertThat(stats)
                    .contains("\"responses\": 2,", "\"accepts\": 1,", "\"activeConnections\": 1,")
                    .contains("\"cacheHits\": 1,", "\"cacheMisses\": 1,", "\"cacheHitRate\": 0.5000");
        }
    }
}
