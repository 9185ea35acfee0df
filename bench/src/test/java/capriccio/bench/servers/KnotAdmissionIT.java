package capriccio.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Knot, unmodified, with more clients than its heap has room for: each asks for a page that is too large to be cached, and reads it
 * slowly, so that the server holds a page for each of them. With {@code policy=graph} those for whom there is no room are told so.
 */
final class KnotAdmissionIT {
    private static final int PAGE = 4 << 20;
    /** Requests one after the other, so that the graph knows what a page takes before there are many. */
    private static final int FIRST = 40;

    /** Far more at a time than 256 MB can hold and than may be queued for them. */
    private static final int CLIENTS = 500;
    /** Refusals after which the overload has been seen, and ends. */
    private static final int ENOUGH = 100;
    private static final int FEW = 8;
    /** Of the first, before the graph has seen how a crowd comes, some may find no memory: less than one of so many. */
    private static final int MOST_FAIL = 10;
    /** From one client's first request to the next one's: five times as many as the heap has room for in the time they hold it. */
    private static final int BETWEEN_MILLIS = 2;
    private static final long HOLD_MILLIS = 500;
    private static final long PAUSE_MILLIS = 100;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The rest of the page stays with the server until it is read. */
    private static final int RECEIVE_BUFFER = 64 * 1024;

    private static final List<String> JARS =
            List.of("capriccio-knot", "jetty-http", "jetty-util", "jetty-io", "caffeine", "picocli", "slf4j-");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    /** Names of one file, for readers of the same page share one. */
    @BeforeEach
    void makePages() throws IOException {
        Path first = Files.write(root.resolve(page(0).substring(1)), new byte[PAGE]);
        for (int i = 1; i < CLIENTS; i++) {
            Files.createLink(root.resolve(page(i).substring(1)), first);
        }
    }

    private static String page(int client) {
        return "/page-" + client;
    }

    private ServerJvm start(String heap, String agent) throws IOException {
        List<String> program = List.of("capriccio.knot.Knot", "--port", "0", "--exit-with-stdin", "--cache-bytes", "1", "--root", root.toString());
        return new ServerJvm("knot-admission", agent, List.of(heap), JARS, program);
    }

    @Test
    void tellsThoseForWhomThereIsNoRoomAndServesTheRest() throws Exception {
        try (ServerJvm server = start("-Xmx256m", "policy=graph,carriers=2,stats")) {
            for (int i = 0; i < FIRST; i++) {
                assertThat(get(server, i, 0)).isEqualTo(200);
            }
            Overload overload = new Overload(server);
            Clients.run(CLIENTS, overload);
            System.out.println("Knot with too many clients: " + overload.served + " served, " + overload.refusals + " refused, "
                    + overload.failures + " failed");
            assertThat(overload.refusals).as(server.log()).hasValueGreaterThanOrEqualTo(ENOUGH);
            assertThat(overload.served).as(server.log()).hasPositiveValue();
            assertThat(overload.failures).as(server.log()).hasValueLessThan(CLIENTS / MOST_FAIL);
            Queue<Integer> again = new ConcurrentLinkedQueue<>(overload.refused);
            Clients.run(FEW, each -> {
                for (Integer client = again.poll(); client != null; client = again.poll()) {
                    assertThat(get(server, client, 0)).isEqualTo(200);
                }
            });
            assertThat(stats(server)).contains("\"refused\": " + overload.refusals + ",");
            server.end();
        }
    }

    /** Other policies refuse nobody; here there is room for as many as come at once. */
    @Test
    void othersServeAll() throws Exception {
        try (ServerJvm server = start("-Xmx1g", "policy=fifo,carriers=2,stats")) {
            Clients.run(CLIENTS / 4, client -> assertThat(get(server, client, HOLD_MILLIS)).isEqualTo(200));
            assertThat(stats(server)).contains("\"refused\": 0,");
            server.end();
        }
    }

    /** Each client comes again and again, until enough of them were refused. */
    private static final class Overload implements Clients.Body {
        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger refusals = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        /** Clients that were, once or more. */
        final Set<Integer> refused = ConcurrentHashMap.newKeySet();

        private final ServerJvm server;
        private final CountDownLatch over = new CountDownLatch(1);
        private final long begun = System.nanoTime();

        Overload(ServerJvm server) {
            this.server = server;
        }

        @Override
        public void run(int client) throws Exception {
            Thread.sleep((long) client * BETWEEN_MILLIS); // a crowd within one tick of the policy may fail
            do {
                try (Socket socket = ask(server, client)) {
                    int status = answer(socket, over, HOLD_MILLIS);
                    if (status != 503) {
                        (status == 200 ? served : failures).incrementAndGet();
                        continue;
                    }
                }
                refused.add(client);
                if (refusals.incrementAndGet() >= ENOUGH) {
                    over.countDown();
                }
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() - begun < PATIENCE_NANOS);
        }
    }

    private static int get(ServerJvm server, int client, long holdMillis) throws Exception {
        try (Socket socket = ask(server, client)) {
            return answer(socket, new CountDownLatch(1), holdMillis);
        }
    }

    private static String stats(ServerJvm server) throws IOException {
        try (InputStream in = URI.create("http://127.0.0.1:" + server.port() + "/knot/stats").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket ask(ServerJvm server, int client) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MILLIS);
        String request = "GET " + page(client) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /**
     * The status of a whole response: a page, the most of which it reads after some time, or at once when the load is over; a
     * refusal; or an error of the server. Anything else fails.
     */
    private static int answer(Socket socket, CountDownLatch over, long holdMillis) throws Exception {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("after %s", head).isNotNegative();
            head.append((char) c);
        }
        if (head.indexOf("HTTP/1.1 503 ") == 0) {
            assertThat(head).contains("\r\nRetry-After: 1\r\n", "\r\nConnection: close\r\n");
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("503 Service Unavailable\n");
            return 503;
        }
        if (head.indexOf("HTTP/1.1 500 ") == 0) {
            return 500;
        }
        assertThat(head).startsWith("HTTP/1.1 200 ");
        over.await(holdMillis, TimeUnit.MILLISECONDS);
        assertThat(in.readAllBytes()).hasSize(PAGE);
        return 200;
    }
}
