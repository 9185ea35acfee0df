package capriccio.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.FileSetFiles;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTPS, a service over a pool of connections to PostgreSQL, and a chat with thousands of idle connections, on user
 * threads: each is asked on the plain JVM first.
 */
final class CarriedServicesIT {
    private static final int CARRIERS = 2;
    private static final String AGENT = "carriers=" + CARRIERS + ",stats=true";
    private static final int TIMEOUT_MILLIS = 60_000;

    private static final int HTTPS_CLIENTS = 400;
    private static final int HTTPS_REQUESTS = ServerJvm.LONG ? 500 : 5;
    /** Twenty times HikariCP's default. */
    private static final int POOL = 200;

    private static final int TRANSFERS = ServerJvm.LONG ? 500 : 5;
    private static final int CHATTERS = 5_000;
    /** Jars and modules that are opened when a class of them is first needed. */
    private static final int JARS = 5;

    /** What the clients of a server do. */
    private interface Load {
        void run(ServerJvm server) throws Exception;
    }

    @Test
    void https(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys");
        TlsServer.makeKeys(keys);
        SocketFactory tls = TlsServer.context(keys).getSocketFactory();
        FileSet set = FileSet.of(FileSet.DEFAULT_SEED, 1);
        String root = FileSetFiles.ensure(set, Path.of("target", "carried", "fileset").toAbsolutePath()).toString();
        List<String> program = List.of(TlsServer.class.getName(), keys.toString(), "--sleep", "2", "--root", root);
        carry("https", 0, List.of("capriccio-knot"), program, server ->
            Clients.run(HTTPS_CLIENTS, client -> {
                try (Socket socket = tls.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                    for (int i = 0; i < HTTPS_REQUESTS; i++) {
                        get(socket, set, set.entries().get((client + i) % 18));
                    }
                }
            }));
    }

    private static void get(Socket socket, FileSet set, FileSet.Entry page) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + page.path() + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + page.size() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readNBytes(head.length)).isEqualTo(head);
        assertThat(in.readNBytes(page.size())).isEqualTo(set.bytes(page));
    }

    @Test
    void jdbc() throws Exception {
        try (Postgres postgres = Postgres.start(POOL)) {
            List<String> program =
                    List.of(JdbcServer.class.getName(), Integer.toString(postgres.port()), Integer.toString(POOL));
            carry("jdbc", POOL, List.of("HikariCP", "postgresql", "slf4j-", "capriccio-knot"), program, server ->
                    Clients.run(2 * POOL, client -> {
                        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                            socket.setSoTimeout(TIMEOUT_MILLIS);
                            transfer(socket, client);
                        }
                    }));
        }
    }

    private static void transfer(Socket socket, int client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (int i = 0; i < TRANSFERS; i++) {
            int account = (client * 7 + i) % JdbcServer.ACCOUNTS;
            socket.getOutputStream().write((account + "\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).isEqualTo(account + " " + 100 * JdbcServer.ACCOUNTS);
        }
    }

    @Test
    void chat() throws Exception {
        carry("chat", 0, List.of("capriccio-knot"), List.of(ChatServer.class.getName()), server -> {
            List<Socket> chatters = new ArrayList<>();
            try {
                for (int i = 0; i < CHATTERS; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                    chatters.add(socket);
                    assertThat(read(socket, 6)).isEqualTo("hello\n");
                }
                for (String said : List.of("first\n", "second\n")) {
                    chatters.get(said.length()).getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    for (Socket socket : chatters) {
                        assertThat(read(socket, said.length())).isEqualTo(said);
                    }
                }
            } finally {
                for (Socket socket : chatters) {
                    socket.close();
                }
            }
        });
    }

    private static String read(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    /**
     * Has the clients ask a server under the agent; in the profile {@code proof}, on the plain JVM first.
     *
     * @param keeps descriptors that it goes on using, such as a pool's
     */
    private static void carry(String name, int keeps, List<String> jars, List<String> program, Load load) throws Exception {
        for (String agent : ServerJvm.LONG ? List.of(ServerJvm.PLAIN, AGENT) : List.of(AGENT)) {
            boolean plain = agent.equals(ServerJvm.PLAIN);
            String where = name + (plain ? " on the plain JVM" : " under the agent");
            try (ServerJvm server = new ServerJvm(name, agent, List.of(), jars, program)) {
                int before = server.descriptors();
                int threads = carry(server, load, where);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                        assertThat(server.descriptors()).as("%s: descriptors", where).isLessThanOrEqualTo(before + keeps + JARS));
                server.end();
                if (!plain) {
                    Threads.assertFew(threads, CARRIERS, name);
                    Log.assertQuiet(server);
                }
            }
        }
    }

    private static int carry(ServerJvm server, Load load, String where) throws Exception {
        long start = System.nanoTime();
        load.run(server); // loads the classes
        try (Watch watch = new Watch(server)) {
            load.run(server);
            int threads = watch.mostThreads();
            System.out.printf("%s: %.1f s, %d threads%n", where, (System.nanoTime() - start) / 1e9, threads);
            return threads;
        } catch (AssertionError e) {
            throw new AssertionError(where + ": " + e.getMessage() + "\n" + server.log(), e);
        }
    }
}
