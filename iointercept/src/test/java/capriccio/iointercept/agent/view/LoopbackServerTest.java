package capriccio.iointercept.agent.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get, whatever they send. */
class LoopbackServerTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String LARGE = "x".repeat(3_000_000);

    private final CountDownLatch ticked = new CountDownLatch(1);
    private @Nullable LoopbackServer server;
    private @Nullable Thread thread;

    private final class Shown implements Site {
        @Override
        public @Nullable Page page(String path) throws IOException {
            return switch (path) {
                case "/" -> Page.text("text/html", "<p>é</p>");
                case "/large" -> Page.text("text/plain", LARGE);
                case "/broken" -> throw new IllegalStateException("no\r\nX-Split: luck");
                default -> null;
            };
        }

        @Override
        public void tick() {
            ticked.countDown();
        }
    }

    private int serve(long patienceNanos) throws IOException {
        LoopbackServer made = new LoopbackServer(0, new Shown(), patienceNanos);
        server = made;
        thread = new Thread(made, "server");
        thread.setDaemon(true);
        thread.start();
        return made.port();
    }

    private int serve() throws IOException {
        return serve(LoopbackServer.PATIENCE_NANOS * 6);
    }

    @AfterEach
    void close() throws InterruptedException {
        if (server != null && thread != null) {
            server.close();
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket s = new Socket();
        s.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        s.setSoTimeout(PATIENCE_MILLIS);
        return s;
    }

    private static String rest(Socket s) throws IOException {
        InputStream in = s.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String ask(int port, String request) throws IOException {
        try (Socket s = connect(port)) {
            s.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return rest(s);
        }
    }

    private static String get(int port, String path) throws IOException {
        return ask(port, "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n");
    }

    @Test
    void pageComesWithItsLengthAndLeavesNothingToOtherSites() throws Exception {
        int port = serve();
        String reply = get(port, "/?query");
        assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n<p>é</p>")
                .contains("Content-Type: text/html; charset=utf-8\r\n").contains("Content-Length: 9\r\n")
                .contains("Content-Security-Policy: default-src 'none';").contains("frame-ancestors 'none'\r\n")
                .contains("Cross-Origin-Resource-Policy: same-origin\r\n").contains("X-Content-Type-Options: nosniff\r\n")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void largePageComesWhole() throws Exception {
        assertThat(get(serve(), "/large")).endsWith("\r\n\r\n" + LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:99"})
    void thisMachineHasThreeNames(String host) throws Exception {
        assertThat(ask(serve(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:80", "", "[::1", "localhost:x"})
    void anotherNameIsForbidden(String host) throws Exception {
        assertThat(ask(serve(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 403 ").doesNotContain("<p>");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "GET /\r\nHost: localhost\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nnothing\r\n\r\n", "\r\n\r\n", "\u0016\u0003\u0001\u0002\r\n\r\n"
    })
    void whatIsNoRequestIsBad(String request) throws Exception {
        assertThat(ask(serve(), request)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource({"POST,405", "HEAD,405", "OPTIONS,405", "get,405", "GET,200"})
    void onlyGet(String method, int status) throws Exception {
        String reply = ask(serve(), method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody");
        assertThat(reply).startsWith("HTTP/1.1 " + status + " ");
        assertThat(reply.contains("Allow: GET\r\n")).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/../page.html", "//", "/large/"})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(get(serve(), path)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void failureIsAReplyAndCannotAddHeaders() throws Exception {
        int port = serve();
        assertThat(get(port, "/broken")).startsWith("HTTP/1.1 500 ").doesNotContain("\r\nX-Split");
        assertThat(get(port, "/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void headThatIsTooLargeIsRefused() throws Exception {
        String reply = ask(serve(), "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(100_000) + "\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void headInPieces() throws Exception {
        int port = serve();
        try (Socket s = connect(port)) {
            s.setTcpNoDelay(true);
            for (byte b : ("GET / HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)) {
                s.getOutputStream().write(b);
            }
            assertThat(rest(s)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientsThatSayNothingHoldUpNobody() throws Exception {
        int port = serve();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < LoopbackServer.MOST_CONNECTIONS / 2; i++) {
                silent.add(connect(port));
            }
            silent.get(0).getOutputStream().write("GET / HT".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(get(port, "/")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket s : silent) {
                s.close();
            }
        }
    }

    /** More than are served at a time: all of these must end before the last one gets its turn. */
    @Test
    void clientsThatSayNothingAreSentAway() throws Exception {
        int port = serve(TimeUnit.MILLISECONDS.toNanos(100));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < LoopbackServer.MOST_CONNECTIONS; i++) {
                silent.add(connect(port));
            }
            for (Socket s : silent) {
                assertThat(rest(s)).isEmpty();
            }
        } finally {
            for (Socket s : silent) {
                s.close();
            }
        }
    }

    @Test
    void siteTicksThoughNobodyAsks() throws Exception {
        serve();
        assertThat(ticked.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void takenPortIsSaid() throws Exception {
        int port = serve();
        assertThatThrownBy(() -> new LoopbackServer(port, new Shown()).close()).isInstanceOf(IOException.class).hasMessageContaining("in use");
    }

    @Test
    void otherMachinesCannotConnect() throws Exception {
        int port = serve();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses().filter(a -> !a.isLoopbackAddress()).toList()) {
                try (Socket s = new Socket()) {
                    assertThatThrownBy(() -> s.connect(new InetSocketAddress(address, port), 2_000)).isInstanceOf(IOException.class);
                }
            }
        }
    }
}
