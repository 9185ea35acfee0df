package capriccio.seda.haboob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.seda.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import seda.sandStorm.main.Sandstorm;

@Timeout(60)
class HaboobTest {
    private static final int FILES = 8;

    @TempDir
    private Path root;

    private final List<byte[]> contents = new ArrayList<>();
    private HaboobServer server;

    @BeforeEach
    void start() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[i == 0 ? 0 : 1 << (2 * i + 6)];
            random.nextBytes(bytes);
            contents.add(bytes);
            Files.write(root.resolve("file" + i + ".bin"), bytes);
        }
        server = HaboobServer.start(0, root, 1_000_000);
    }

    @AfterEach
    void everyConnectionIsForgottenAndTheServerStops() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> server.connections() == 0);
        server.close();
        assertThat(Sandstorm.getSandstorm()).isNull();
    }

    private Client connect() throws IOException {
        return Client.connect(server.port());
    }

    private static String get(int file) {
        return "GET /file" + file + ".bin HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    @Test
    void threeHundredKeepAliveConnectionsGetTheRightBytes() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(connect());
        }
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send(get((i + round) % FILES));
            }
            for (int i = 0; i < clients.size(); i++) {
                String head = clients.get(i).head();
                assertThat(head).startsWith("HTTP/1.1 200 ");
                assertThat(clients.get(i).body(head)).isEqualTo(contents.get((i + round) % FILES));
            }
        }
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderHitsAndMissesMixed() throws Exception {
        int requests = 300;
        try (Client client = connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < requests; i++) {
                all.append(i % 10 == 9 ? "GET /none HTTP/1.1\r\nHost: h\r\n\r\n" : get(i % 6));
            }
            client.send(all.toString());
            for (int i = 0; i < requests; i++) {
                String head = client.head();
                assertThat(head).startsWith(i % 10 == 9 ? "HTTP/1.1 404 " : "HTTP/1.1 200 ");
                byte[] body = client.body(head);
                if (i % 10 != 9) {
                    assertThat(body).isEqualTo(contents.get(i % 6));
                }
            }
        }
    }

    @Test
    void pipelinedRequestsFarBeyondWhatAConnectionHoldsAreAllAnsweredWhenTheClientReadsAtLast() throws Exception {
        int large = 30;
        int small = 5000; // requests of more bytes than are read in advance
        try (Client client = connect();
                Client other = connect()) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(get(7).repeat(large) + get(1).repeat(small));
                } catch (IOException e) {
                    // whoever reads finds out
                }
            });
            sender.start();
            other.send(get(2));
            assertThat(other.body(other.head())).isEqualTo(contents.get(2));
            for (int i = 0; i < large + small; i++) {
                assertThat(client.body(client.head())).isEqualTo(contents.get(i < large ? 7 : 1));
            }
            sender.join();
        }
    }

    @Test
    void headHasNoBodyAndBadRequestsClose() throws Exception {
        try (Client client = connect()) {
            client.send("HEAD /file3.bin HTTP/1.1\r\nHost: h\r\n\r\n" + get(1));
            assertThat(client.head()).contains("Content-Length: " + contents.get(3).length + "\r\n");
            String head = client.head();
            assertThat(client.body(head)).isEqualTo(contents.get(1));
            client.send("garbage\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
            client.in().readAllBytes(); // ends
        }
    }

    @Test
    void aConnectionThatIsNotToPersistCloses() throws Exception {
        try (Client client = connect()) {
            client.send("GET /file7.bin HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            String head = client.head();
            assertThat(client.body(head)).isEqualTo(contents.get(7));
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void stallingResettingAndDeafClientsHarmNobody() throws Exception {
        List<Client> bad = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Client stalled = connect();
            stalled.send("GET /file1.bin HT");
            bad.add(stalled);
            Client deaf = connect();
            deaf.send(get(7).repeat(20));
            bad.add(deaf);
            Client resetting = connect();
            resetting.send(get(7));
            resetting.socket().setSoLinger(true, 0);
            resetting.close();
        }
        try (Client good = connect()) {
            for (int i = 0; i < 100; i++) {
                good.send(get(i % FILES));
                assertThat(good.body(good.head())).isEqualTo(contents.get(i % FILES));
            }
        }
        Client stalled = bad.get(0);
        stalled.send("TP/1.1\r\nHost: h\r\n\r\n");
        assertThat(stalled.body(stalled.head())).isEqualTo(contents.get(1));
        for (Client client : bad) {
            client.close();
        }
    }
}
