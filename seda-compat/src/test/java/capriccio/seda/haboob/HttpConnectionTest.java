package capriccio.seda.haboob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.knot.cache.Page;
import capriccio.knot.http.SiteHandler;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;

/** How much a connection holds, step by step: the test is every stage but the connection. */
class HttpConnectionTest {
    private static final String REQUEST = "GET /page HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LAST_REQUEST = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    /** A client that reads only when told to. */
    private static final class DeafClient extends ATcpConnection {
        private final Queue<BufferElement> unwritten = new ArrayDeque<>();
        private boolean closed;

        DeafClient() {
            super((ATcpServerSocket) null, InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public void enqueue(QueueElementIF element) {
            unwritten.add((BufferElement) element);
        }

        @Override
        public void close(SinkIF sink) {
            closed = true;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public int size() {
            return unwritten.size();
        }

        long bytes() {
            return unwritten.stream().mapToLong(element -> element.size).sum();
        }

        void readsAll() {
            while (!unwritten.isEmpty()) {
                BufferElement element = unwritten.remove();
                element.compQ.enqueue_lossy(new SinkDrainedEvent(this, element));
            }
        }
    }

    private final DeafClient client = new DeafClient();
    private final FiniteQueue httpServer = new FiniteQueue();
    private final FiniteQueue next = new FiniteQueue();
    private final HttpConnection connection = new HttpConnection(client, httpServer);

    private void sends(String text) throws Exception {
        byte[] bytes = text.getBytes(ISO_8859_1);
        connection.gate().enqueue(new ATcpInPacket(client, bytes, bytes.length));
    }

    /** Answers all requests that come forth, with pages of that size; their paths. */
    private List<String> serve(int pageBytes) throws Exception {
        Page page = new Page(new byte[pageBytes], "text/plain", "\"t\"", Instant.EPOCH);
        List<String> paths = new ArrayList<>();
        while (httpServer.size() + next.size() > 0) {
            for (QueueElementIF event = httpServer.dequeue(); event != null; event = httpServer.dequeue()) {
                if (event instanceof ATcpInPacket packet) {
                    connection.parse(packet.getBytes(), next);
                } else {
                    ((HttpConnection.Continue) event).connection().proceed(next);
                }
            }
            assertThat(next.size()).isLessThanOrEqualTo(1);
            HttpRequest request = (HttpRequest) next.dequeue();
            if (request != null) {
                assertThat(connection.isIdle()).isFalse();
                paths.add(request.request().path());
                connection.enqueue(new HttpResponder(SiteHandler.respond(request.request(), page)));
            }
        }
        return paths;
    }

    @Test
    void aDeafClientIsAnsweredWithOneLargePageAtATime() throws Exception {
        int size = 1 << 20;
        sends(REQUEST.repeat(5) + LAST_REQUEST + REQUEST);
        for (int i = 0; i < 5; i++) {
            assertThat(serve(size)).containsExactly("/page");
            assertThat(client.bytes()).isBetween((long) size, size + 1000L);
            client.readsAll();
            assertThat(connection.isIdle()).isFalse();
        }
        assertThat(serve(size)).containsExactly("/last");
        client.readsAll();
        assertThat(serve(size)).isEmpty();
        assertThat(client.closed).isTrue();
        assertThat(connection.isIdle()).isTrue();
    }

    @Test
    void smallPagesAreAnsweredUpToTheBound() throws Exception {
        int size = 1000;
        int requests = 200;
        sends(REQUEST.repeat(requests));
        int served = 0;
        while (served < requests) {
            served += serve(size).size();
            assertThat(client.bytes()).isLessThan(ConnectionLoad.MAX_UNWRITTEN + 2 * size);
            assertThat(served == requests || client.bytes() >= ConnectionLoad.MAX_UNWRITTEN).isTrue();
            client.readsAll();
        }
        assertThat(serve(size)).isEmpty();
        assertThat(connection.isIdle()).isTrue();
    }

    @Test
    void packetsAreRefusedWhileManyBytesAreHeldAndTakenAfterwards() throws Exception {
        String packet = REQUEST.repeat(500);
        int packets = 0;
        for (int held = 0; held < ConnectionLoad.MAX_UNPARSED; held += packet.length()) {
            sends(packet);
            packets++;
        }
        assertThatThrownBy(() -> sends(packet)).isInstanceOf(SinkFullException.class);
        int served = serve(1000).size();
        while (served < 500) {
            client.readsAll();
            served += serve(1000).size();
        }
        sends(packet);
        while (served < 500 * (packets + 1)) {
            client.readsAll();
            served += serve(1000).size();
        }
        client.readsAll();
        assertThat(connection.isIdle()).isTrue();
    }

    @Test
    void aClosedConnectionRefusesNoPacketAndDropsWhatItHolds() throws Exception {
        sends(REQUEST.repeat(500));
        assertThat(serve(1 << 20)).hasSize(1);
        for (int i = 0; i < 4; i++) {
            sends(REQUEST.repeat(500));
        }
        assertThatThrownBy(() -> sends(REQUEST)).isInstanceOf(SinkFullException.class);
        client.closed = true;
        sends(REQUEST);
        client.readsAll();
        assertThat(serve(1 << 20)).isEmpty();
        assertThat(connection.isIdle()).isTrue();
    }

    @Test
    void aBadRequestIsAnsweredAfterTheGoodOnesAndCloses() throws Exception {
        sends(REQUEST + "garbage\r\n\r\n" + REQUEST);
        assertThat(serve(1 << 20)).containsExactly("/page");
        assertThat(client.closed).isFalse();
        client.readsAll();
        assertThat(serve(1 << 20)).isEmpty();
        assertThat(new String(client.unwritten.element().data, ISO_8859_1)).startsWith("HTTP/1.1 400 ");
        assertThat(client.closed).isTrue();
    }
}
