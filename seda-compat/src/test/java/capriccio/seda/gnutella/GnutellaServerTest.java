package capriccio.seda.gnutella;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.NullElement;
import seda.sandStorm.lib.Gnutella.ConnectionLimits;
import seda.sandStorm.lib.Gnutella.GnutellaConnectFailedEvent;
import seda.sandStorm.lib.Gnutella.GnutellaConnection;
import seda.sandStorm.lib.Gnutella.GnutellaConst;
import seda.sandStorm.lib.Gnutella.GnutellaPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPingPacket;
import seda.sandStorm.lib.Gnutella.GnutellaQueryPacket;
import seda.sandStorm.lib.Gnutella.GnutellaServer;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

@Timeout(60)
class GnutellaServerTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer.Packet PING = new Peer.Packet(GnutellaConst.GNUTELLA_FN_PING, 1, 5, 0);

    private final FiniteQueue events = new FiniteQueue("events");
    private Sandstorm sandstorm;

    @BeforeEach
    void start() throws Exception {
        sandstorm = new Sandstorm(new SandstormConfig());
    }

    @AfterEach
    void stop() {
        sandstorm.shutdown();
    }

    private GnutellaServer server(ConnectionLimits limits) throws Exception {
        return new GnutellaServer(sandstorm.getManager(), events, ANY_PORT, limits);
    }

    private static InetSocketAddress address(GnutellaServer server) throws Exception {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.awaitPort(PATIENCE_MILLIS));
    }

    private <T> T next(Class<T> type) {
        QueueElementIF event = events.blocking_dequeue(PATIENCE_MILLIS);
        assertThat(event).isInstanceOf(type);
        return type.cast(event);
    }

    @Test
    void twoServersExchangePackets() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        ManagerIF manager = sandstorm.getManager();
        FiniteQueue clientEvents = new FiniteQueue();
        GnutellaServer client = new GnutellaServer(manager, clientEvents, 0);
        client.openConnection(InetAddress.getLoopbackAddress(), address(server).getPort());
        GnutellaConnection accepted = next(GnutellaConnection.class);
        GnutellaConnection opened = (GnutellaConnection) clientEvents.blocking_dequeue(PATIENCE_MILLIS);
        opened.enqueue(new GnutellaQueryPacket("hello", 3));
        opened.sendPing();
        GnutellaQueryPacket query = next(GnutellaQueryPacket.class);
        assertThat(query.getSearchTerm()).isEqualTo("hello");
        assertThat(query.getConnection()).isSameAs(accepted);
        assertThat(next(GnutellaPingPacket.class).ttl).isEqualTo(1);
        opened.flush(clientEvents);
        assertThat(((SinkFlushedEvent) clientEvents.blocking_dequeue(PATIENCE_MILLIS)).sink).isSameAs(opened);
        opened.close(clientEvents);
        assertThat(((SinkClosedEvent) clientEvents.blocking_dequeue(PATIENCE_MILLIS)).sink).isSameAs(opened);
        assertThat(next(SinkClosedEvent.class).sink).isSameAs(accepted);
        assertThatThrownBy(() -> opened.enqueue(query)).isInstanceOf(SinkClosedException.class);
        assertThat(opened.enqueue_lossy(query)).isFalse();
        assertThatThrownBy(() -> accepted.enqueue(new NullElement())).isInstanceOf(BadQueueElementException.class);
    }

    @Test
    void aPacketGoesToAllButOne() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        try (Peer a = Peer.connect(address(server), 0);
                Peer b = Peer.connect(address(server), 0);
                Peer c = Peer.connect(address(server), 0)) {
            for (int i = 0; i < 3; i++) {
                next(GnutellaConnection.class);
            }
            a.send(PING);
            GnutellaPacket ping = next(GnutellaPingPacket.class);
            server.sendToAllButOne(ping, ping.getConnection());
            assertThat(b.read().id()).isEqualTo(1);
            assertThat(c.read().id()).isEqualTo(1);
            ping.getConnection().sendPing(3);
            assertThat(a.read().ttl()).as("a gets nothing before").isEqualTo(3);
        }
    }

    @Test
    void theHandshakeAndPacketsMayComeInOneSegmentOrByteByByte() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        byte[] words = GnutellaConst.GNUTELLA_CONNECT.getBytes(US_ASCII);
        byte[] all = Arrays.copyOf(words, words.length + 23);
        System.arraycopy(PING.toBytes(), 0, all, words.length, 23);
        try (Socket whole = new Socket();
                Socket split = new Socket()) {
            whole.connect(address(server));
            whole.getOutputStream().write(all);
            next(GnutellaConnection.class);
            next(GnutellaPingPacket.class);
            split.setTcpNoDelay(true);
            split.connect(address(server));
            for (byte b : all) {
                split.getOutputStream().write(b);
            }
            next(GnutellaConnection.class);
            next(GnutellaPingPacket.class);
        }
    }

    @Test
    void garbageIsCutOffWithoutAWordToTheSink() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        try (Socket socket = new Socket()) {
            socket.connect(address(server));
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            assertEnded(socket);
        }
        try (Peer peer = Peer.connect(address(server), 0)) {
            next(GnutellaConnection.class);
            peer.send(PING);
            next(GnutellaPingPacket.class);
        }
        next(SinkClosedEvent.class);
    }

    private static void assertEnded(Socket socket) throws Exception {
        socket.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = socket.getInputStream();
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset"); // it was closed with bytes of ours unread
        }
    }

    @Test
    void aPeerThatDoesNotSayItsWordsInTimeIsCutOff() throws Exception {
        GnutellaServer server = server(new ConnectionLimits(-1, 0, 50));
        try (Socket silent = new Socket();
                Socket slow = new Socket()) {
            silent.connect(address(server));
            slow.connect(address(server));
            slow.getOutputStream().write("GNUTELLA CONN".getBytes(US_ASCII));
            assertEnded(silent);
            assertEnded(slow);
        }
        assertThat(events.size()).isZero();
    }

    @Test
    void anImpossibleLengthClosesTheConnectionAndTellsTheSink() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        try (Peer peer = Peer.connect(address(server), 0)) {
            GnutellaConnection connection = next(GnutellaConnection.class);
            byte[] bytes = PING.toBytes();
            bytes[22] = (byte) 0x80;
            peer.send(PING);
            peer.send(bytes);
            next(GnutellaPingPacket.class);
            assertThat(next(SinkClosedEvent.class).sink).isSameAs(connection);
            assertThat(peer.awaitEnd()).isTrue();
            assertThat(connection.enqueue_lossy(new GnutellaPingPacket())).isFalse();
        }
        assertThat(events.size()).as("closed is said once").isZero();
    }

    @Test
    void nobodyListening() throws Exception {
        GnutellaServer client = new GnutellaServer(sandstorm.getManager(), events, 0);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        client.openConnection("127.0.0.1", port);
        GnutellaConnectFailedEvent failed = next(GnutellaConnectFailedEvent.class);
        assertThat(failed.getPort()).isEqualTo(port);
        assertThat(failed.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThatIOException().isThrownBy(() -> client.awaitPort(1)).withMessageContaining("not to listen");
    }

    @Test
    void aHostThatSpeaksOtherwiseIsAFailedConnect() throws Exception {
        GnutellaServer client = new GnutellaServer(sandstorm.getManager(), events, 0);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            client.openConnection(other.getInetAddress(), other.getLocalPort());
            try (Socket socket = other.accept()) {
                assertThat(new String(socket.getInputStream().readNBytes(22), US_ASCII)).isEqualTo(GnutellaConst.GNUTELLA_CONNECT);
                socket.getOutputStream().write("503 Service Unavailable".getBytes(US_ASCII));
                assertThat(next(GnutellaConnectFailedEvent.class).getPort()).isEqualTo(other.getLocalPort());
            }
        }
    }

    @Test
    void aTakenPortIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GnutellaServer server = new GnutellaServer(sandstorm.getManager(), events,
                    new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()), ConnectionLimits.DEFAULT);
            assertThatIOException().isThrownBy(() -> server.awaitPort(PATIENCE_MILLIS)).withMessageContaining("cannot listen at");
        }
    }

    @Test
    void aPeerThatDoesNotReadClogs() throws Exception {
        GnutellaServer server = server(new ConnectionLimits(10, 4096, 10_000));
        try (Peer peer = Peer.connect(address(server), 4096)) {
            GnutellaConnection connection = next(GnutellaConnection.class);
            GnutellaQueryPacket query = new GnutellaQueryPacket("x".repeat(900), 0);
            await().until(() -> {
                connection.enqueue(query);
                return events.size() > 0;
            });
            assertThat(next(SinkCloggedEvent.class).sink).isSameAs(connection);
            assertThat(connection.size()).isGreaterThan(10);
            connection.close(null);
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    @Test
    void aRefusedConnectionIsClosed() throws Exception {
        GnutellaServer server = server(ConnectionLimits.DEFAULT);
        events.setEnqueuePredicate(event -> !(event instanceof GnutellaConnection));
        try (Peer peer = Peer.connect(address(server), 0)) {
            assertThat(peer.awaitEnd()).isTrue();
        }
    }
}
