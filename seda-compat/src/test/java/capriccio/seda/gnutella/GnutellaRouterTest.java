package capriccio.seda.gnutella;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.NullElement;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.internal.ConfigData;
import seda.sandStorm.lib.Gnutella.GnutellaConst;
import seda.sandStorm.lib.Gnutella.GnutellaGUID;
import seda.sandStorm.lib.Gnutella.GnutellaPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPingPacket;

@Timeout(60)
class GnutellaRouterTest {
    private static final byte[] SERVENT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static Peer.Packet hits(long id) {
        byte[] payload = new byte[11 + SERVENT.length];
        System.arraycopy(SERVENT, 0, payload, 11, SERVENT.length);
        return new Peer.Packet(GnutellaConst.GNUTELLA_FN_QUERYHITS, id, 5, 0, payload);
    }

    private static Peer.Packet push(long id) {
        byte[] payload = new byte[26];
        System.arraycopy(SERVENT, 0, payload, 0, SERVENT.length);
        return new Peer.Packet(GnutellaConst.GNUTELLA_FN_PUSH, id, 5, 0, payload);
    }

    private static Peer.Packet pong(long id) {
        return new Peer.Packet(GnutellaConst.GNUTELLA_FN_PONG, id, 5, 0, new byte[14]);
    }

    @Test
    void queriesGoToAllOthersOnceAndTheirHopsAreCounted() throws Exception {
        try (Routers routers = Routers.start();
                Peer a = routers.peer();
                Peer b = routers.peer();
                Peer c = routers.peer()) {
            await().until(() -> routers.router.neighbours() == 3);
            a.send(Routers.query(7, 5, 0));
            assertThat(b.read()).returns(7L, Peer.Packet::id).returns(4, Peer.Packet::ttl).returns(1, Peer.Packet::hops);
            assertThat(c.read().id()).isEqualTo(7);
            b.send(Routers.query(7, 5, 0)); // came before, by another way
            a.send(Routers.query(8, 1, 3)); // its last hop
            a.send(Routers.query(9, 255, 2)); // claims to go far
            a.send(Routers.query(10, 0, 0));
            a.send(Routers.query(11, 255, 255));
            a.send(Routers.query(12, 5, 0));
            assertThat(b.read()).returns(9L, Peer.Packet::id).returns(3, Peer.Packet::hops)
                    .returns(Routing.MAX_HOPS - 3, Peer.Packet::ttl);
            assertThat(b.read().id()).isEqualTo(12);
            assertThat(c.read().id()).isEqualTo(9);
            assertThat(routers.router.counts().expired.sum()).isEqualTo(3);
            await().until(() -> routers.router.counts().duplicates.sum() == 1);
        }
    }

    @Test
    void answersFollowTheWayBack() throws Exception {
        try (Routers routers = Routers.start("pongs=false");
                Peer a = routers.peer();
                Peer b = routers.peer();
                Peer c = routers.peer()) {
            await().until(() -> routers.router.neighbours() == 3);
            a.send(Routers.ping(1));
            a.send(Routers.query(2, 5, 0));
            assertThat(b.read().function()).isEqualTo(GnutellaConst.GNUTELLA_FN_PING);
            assertThat(b.read().function()).isEqualTo(GnutellaConst.GNUTELLA_FN_QUERY);
            b.send(pong(99)); // nobody asked
            b.send(hits(99));
            b.send(pong(1));
            b.send(hits(2));
            assertThat(a.read()).returns(1L, Peer.Packet::id).returns(1, Peer.Packet::hops).returns(4, Peer.Packet::ttl);
            assertThat(a.read()).returns(2L, Peer.Packet::id)
                    .satisfies(packet -> assertThat(packet.payload()).isEqualTo(hits(2).payload()));
            a.send(push(3));
            assertThat(b.read()).returns(3L, Peer.Packet::id).returns(GnutellaConst.GNUTELLA_FN_PUSH, Peer.Packet::function);
            c.send(Routers.query(4, 5, 0));
            assertThat(a.read().id()).as("a was sent nothing else").isEqualTo(4);
            assertThat(routers.router.counts().unroutable.sum()).isEqualTo(2);
        }
    }

    @Test
    void pingsAreAnswered() throws Exception {
        try (Routers routers = Routers.start();
                Peer a = routers.peer()) {
            a.send(Routers.ping(5));
            Peer.Packet pong = a.read();
            assertThat(pong.function()).isEqualTo(GnutellaConst.GNUTELLA_FN_PONG);
            assertThat(pong.id()).isEqualTo(5);
            assertThat(pong.ttl()).isEqualTo(1);
            int port = (pong.payload()[0] & 0xff) | ((pong.payload()[1] & 0xff) << 8);
            assertThat(port).isEqualTo(routers.router.port());
            assertThat(pong.payload()).startsWith(pong.payload()[0], pong.payload()[1], 127, 0, 0, 1);
        }
    }

    @Test
    void routesExpire() throws Exception {
        try (Routers routers = Routers.start("routeMillis=100", "pongs=false");
                Peer a = routers.peer();
                Peer b = routers.peer()) {
            await().until(() -> routers.router.neighbours() == 2);
            a.send(Routers.query(1, 5, 0));
            assertThat(b.read().id()).isEqualTo(1);
            await().until(() -> routers.router.routes() == 0);
            b.send(hits(1));
            await().until(() -> routers.router.counts().unroutable.sum() == 1);
        }
    }

    @Test
    void tablesAreBounded() {
        RouteTable<String> table = new RouteTable<>(1_000);
        GnutellaGUID first = guid(0);
        table.add(first, "a");
        for (int i = 1; i < 10_000; i++) {
            assertThat(table.add(guid(i), "a")).isTrue();
            assertThat(table.size()).isLessThanOrEqualTo(1_000);
        }
        assertThat(table.add(guid(9_999), "a")).isFalse();
        assertThat(table.get(guid(9_999))).isNotNull();
        assertThat(table.get(first)).isNull();
    }

    private static GnutellaGUID guid(int number) {
        byte[] bytes = new byte[16];
        bytes[14] = (byte) (number >>> 8);
        bytes[15] = (byte) number;
        return new GnutellaGUID(bytes, 0);
    }

    /** The leak of the talk: a threshold on everything refuses the timer that cleans up, when there is most to clean up. */
    @Test
    void theFilterLetsThroughWhatCleansUp() {
        FiniteQueue queue = new FiniteQueue();
        QueueThresholdPredicate threshold = new QueueThresholdPredicate(queue, 10);
        queue.setEnqueuePredicate(threshold);
        for (int i = 0; i < 20; i++) {
            queue.enqueue_lossy(new GnutellaPingPacket());
        }
        assertThat(queue.enqueue_lossy(new NullElement())).as("without a filter").isFalse();
        EventTypeFilter filter = new EventTypeFilter(GnutellaPacket.class, threshold);
        queue.setEnqueuePredicate(filter);
        assertThat(queue.enqueue_lossy(new GnutellaPingPacket())).isFalse();
        assertThat(queue.enqueue_lossy(new NullElement())).isTrue();
        assertThat(filter.refused()).isEqualTo(1);
    }

    /** An overloaded router sheds packets, yet learns of every closed connection and goes on ageing its routes. */
    @Test
    void anOverloadedStageShedsPacketsOnly(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("small.cfg"),
                Files.readString(Path.of(Routers.CONFIG)).replace("queueThreshold 20000", "queueThreshold 5"));
        try (Routers routers = Routers.start(config, "queryMillis=20", "routeMillis=50",
                        "global.threadPool.sizeController.enable=false");
                Peer stays = routers.peer()) {
            for (int i = 0; i < 5; i++) {
                try (Peer goes = routers.peer()) {
                    for (int id = 0; id < 100; id++) {
                        goes.send(Routers.query(100 * i + id, 5, 0));
                    }
                    stays.read(); // one of them has come through
                }
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> routers.router.neighbours() == 1);
            await().until(() -> routers.router.routes() == 0);
            assertThat(routers.router.counts().queries.sum()).isLessThan(500);
            stays.send(Routers.ping(9_999));
            while (stays.read().function() != GnutellaConst.GNUTELLA_FN_PONG) {
                // queries from before
            }
        }
    }

    @Test
    void moreNeighboursThanAllowedAreTurnedAway() throws Exception {
        try (Routers routers = Routers.start("maxConnections=1");
                Peer first = routers.peer();
                Peer second = routers.peer()) {
            assertThat(second.awaitEnd()).isTrue();
            first.send(Routers.ping(1));
            assertThat(first.read().id()).isEqualTo(1);
        }
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings("port=70000")).withMessageContaining("port").withMessageContaining("70000");
        assertThatIllegalArgumentException().isThrownBy(() -> settings("clogThreshold=none")).withMessageContaining("clogThreshold");
        assertThatIllegalArgumentException().isThrownBy(() -> settings("filter=yes")).withMessageContaining("true or false");
        assertThatIllegalArgumentException().isThrownBy(() -> RouterSettings.parse("nowhere")).withMessageContaining("host:port");
    }

    private static void settings(String argument) throws Exception {
        RouterSettings.of(new ConfigData(null, new String[] {argument}));
    }

    @Test
    @SuppressWarnings("try") // closing its input ends it
    void mainStartsItFromItsConfiguration() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                        "seda.sandStorm.main.Main", Routers.CONFIG, "port=0", "statsMillis=10", "exitWithStdin=true")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(out, "listening on 127.0.0.1:");
            awaitLine(out, "Gnutella: connections 0 of 0 packets 0");
            process.outputWriter().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitLine(BufferedReader out, String prefix) throws Exception {
        String line = out.readLine();
        while (line != null && !line.startsWith(prefix)) {
            line = out.readLine();
        }
        assertThat(line).as("a line that begins with " + prefix).isNotNull();
    }
}
