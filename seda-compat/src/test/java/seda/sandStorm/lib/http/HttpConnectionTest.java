package seda.sandStorm.lib.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.NullElement;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;

/** What a connection holds and passes on, step by step: the test is every stage but the connection. */
class HttpConnectionTest {
    private static final String REQUEST = "GET /page HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LAST_REQUEST = "GET /last HTTP/1.1\r\nHost: h\r\n\r\n";

    /** A client that reads only when told to. */
    private static final class DeafClient extends ATcpConnection {
        private final Queue<BufferElement> unwritten = new ArrayDeque<>();
        private SinkIF closeSink;
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
            closeSink = sink;
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

        String text() {
            StringBuilder text = new StringBuilder();
            unwritten.forEach(part -> text.append(new String(part.data, part.offset, part.size, ISO_8859_1)));
            return text.toString();
        }

        void readsAll() {
            while (!unwritten.isEmpty()) {
                BufferElement element = unwritten.remove();
                element.compQ.enqueue_lossy(new SinkDrainedEvent(this, element));
            }
            if (closeSink != null) {
                closeSink.enqueue_lossy(new SinkClosedEvent(this));
                closeSink = null;
            }
        }
    }

    private final DeafClient client = new DeafClient();
    private final FiniteQueue stage = new FiniteQueue();
    private final FiniteQueue program = new FiniteQueue();
    private httpServer server;
    private httpConnection connection;

    @BeforeEach
    void withoutARuntime() throws Exception {
        ManagerIF manager = (ManagerIF) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ManagerIF.class}, (proxy, method, arguments) -> null);
        server = new httpServer(manager, program, 0);
        server.mySink = stage;
        connection = new httpConnection(client, server);
    }

    private void sends(String text) throws Exception {
        byte[] bytes = text.getBytes(ISO_8859_1);
        connection.gate().enqueue(new ATcpInPacket(client, bytes, bytes.length));
    }

    /** Gives the stage its turns. */
    private void turns() {
        for (QueueElementIF event = stage.dequeue(); event != null; event = stage.dequeue()) {
            server.handleEvent(event);
        }
    }

    /** Answers all requests that come forth, with pages of that size; their URLs. */
    private List<String> serve(int pageBytes) throws Exception {
        List<String> urls = new ArrayList<>();
        for (turns(); program.size() > 0; turns()) {
            assertThat(program.size()).isEqualTo(1);
            httpRequest request = (httpRequest) program.dequeue();
            assertThat(connection.isIdle()).isFalse();
            urls.add(request.getURL());
            httpOKResponse page = new httpOKResponse("text/plain", new BufferElement(new byte[pageBytes]));
            connection.enqueue(new httpResponder(page, request));
            if (request.getURL().equals("/last")) {
                connection.close(program);
            }
        }
        return urls;
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
        assertThat(((SinkClosedEvent) program.dequeue()).sink).isSameAs(connection);
        assertThat(serve(size)).isEmpty();
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
            assertThat(served == requests || client.bytes() >= ConnectionLoad.MAX_UNWRITTEN)
                    .isTrue();
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
        connection.gate().enqueue(new SinkClosedEvent(client));
        turns();
        assertThat(((SinkClosedEvent) program.dequeue()).sink).isSameAs(connection);
        assertThat(program.size()).isZero();
    }

    @Test
    void aBadRequestIsAnsweredAfterTheGoodOnesAndCloses() throws Exception {
        sends(REQUEST + "garbage\r\n\r\n" + REQUEST);
        assertThat(serve(1 << 20)).containsExactly("/page");
        assertThat(client.closed).isFalse();
        client.readsAll();
        assertThat(serve(1 << 20)).isEmpty();
        assertThat(client.text()).startsWith("HTTP/1.1 400 ");
        assertThat(client.closed).isTrue();
        client.readsAll();
        turns();
        assertThat(((SinkClosedEvent) program.dequeue()).sink).isSameAs(connection);
    }

    @Test
    void theNextRequestWaitsForTheLastPartOfAResponse() throws Exception {
        sends(REQUEST.repeat(2));
        turns();
        httpRequest first = (httpRequest) program.dequeue();
        FiniteQueue drained = new FiniteQueue();
        BufferElement part = new BufferElement(new byte[10], drained);
        connection.enqueue(new httpResponder(new httpOKResponse("a/b", part, 30), first));
        connection.enqueue(new httpResponder(new httpOKResponse("a/b", part), first, false, false));
        client.readsAll();
        turns();
        assertThat(program.size()).isZero();
        connection.enqueue(new httpResponder(new httpOKResponse("a/b", part), first, false, false));
        turns();
        assertThat(program.size()).isEqualTo(1);
        SinkDrainedEvent event = (SinkDrainedEvent) drained.dequeue();
        assertThat(event.sink).isSameAs(connection);
        assertThat(event.element).isSameAs(part);
        assertThat(drained.size()).isEqualTo(1);
    }

    @Test
    void aResponseOfUnknownLengthIsTheLast() throws Exception {
        sends(REQUEST.repeat(2));
        turns();
        httpRequest first = (httpRequest) program.dequeue();
        httpOKResponse endless = new httpOKResponse("a/b", new BufferElement(new byte[10]), 0);
        connection.enqueue(new httpResponder(endless, first));
        assertThat(client.text()).doesNotContain("Content-Length");
        client.readsAll();
        turns();
        assertThat(program.size()).isZero();
    }

    @Test
    void whoTakesTheConnectionBelowGetsRequestsAsTheyCome() throws Exception {
        sends(REQUEST.repeat(3));
        turns();
        assertThat(program.size()).isEqualTo(1);
        assertThat(((httpRequest) program.dequeue()).getConnection().getConnection()).isSameAs(client);
        turns();
        assertThat(program.size()).isEqualTo(2);
    }

    @Test
    void aRequestThatTheProgramRefusesIsAnsweredWith503() throws Exception {
        program.setEnqueuePredicate(new QueueThresholdPredicate(program, 0));
        sends(REQUEST);
        turns();
        assertThat(client.text()).startsWith("HTTP/1.1 503 SERVICE UNAVAILABLE\r\n");
        assertThat(client.closed).isTrue();
    }

    @Test
    @Timeout(60)
    void aClosedEventThatTheProgramRefusesIsOfferedAgain() throws Exception {
        program.setEnqueuePredicate(new QueueThresholdPredicate(program, 0));
        connection.gate().enqueue(new SinkClosedEvent(client));
        turns();
        assertThat(program.size()).isZero();
        program.setEnqueuePredicate(null);
        server.handleEvent(stage.blocking_dequeue(-1));
        assertThat(((SinkClosedEvent) program.dequeue()).sink).isSameAs(connection);
        server.destroy();
    }

    @Test
    void onlyRespondersAreTaken() {
        assertThatThrownBy(() -> connection.enqueue(new NullElement())).isInstanceOf(BadQueueElementException.class);
        assertThat(connection.enqueue_lossy(new NullElement())).isFalse();
        assertThatThrownBy(() -> connection.enqueue_prepare(new QueueElementIF[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
