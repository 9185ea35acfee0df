package capriccio.seda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.seda.Events.SingleHandler;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.lib.aSocket.ATcpClientSocket;
import seda.sandStorm.lib.aSocket.ATcpConnectFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;
import seda.sandStorm.lib.aSocket.ATcpServerSocketClosedEvent;
import seda.sandStorm.main.Sandstorm;

class ATcpTest extends RuntimeTests {
    private final FiniteQueue reads = new FiniteQueue("reads");

    private ATcpServerSocket listen(int clogThreshold) throws Exception {
        ATcpServerSocket server = new ATcpServerSocket(0, events, clogThreshold);
        assertThat(next(ATcpListenSuccessEvent.class).getSocket()).isSameAs(server);
        assertThat(server.getPort()).isZero();
        assertThat(server.getLocalPort()).isPositive();
        return server;
    }

    private static Socket dial(ATcpServerSocket server) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static BufferElement text(String text) {
        return new BufferElement(text.getBytes(US_ASCII));
    }

    @Test
    void twoHundredClientsGetTheirOwnBytesBackInOrder() throws Exception {
        int clients = 200;
        int rounds = 20;
        CountDownLatch done = new CountDownLatch(clients);
        AtomicInteger wrong = new AtomicInteger();
        ATcpServerSocket server = listen(-1);
        new Thread(() -> echo(clients)).start();
        FiniteQueue connected = new FiniteQueue();
        for (int i = 0; i < clients; i++) {
            new ATcpClientSocket(InetAddress.getLoopbackAddress(), server.getLocalPort(), connected);
        }
        FiniteQueue answers = new FiniteQueue();
        Map<ATcpConnection, StringBuilder> expected = new HashMap<>();
        for (int i = 0; i < clients; i++) {
            ATcpConnection connection = (ATcpConnection) connected.blocking_dequeue(20_000);
            assertThat(connection.getClientSocket()).isNotNull();
            assertThat(connection.getServerSocket()).isNull();
            expected.put(connection, new StringBuilder());
            connection.startReader(answers);
            for (int r = 0; r < rounds; r++) {
                String line = "client " + i + " round " + r + "\n";
                expected.get(connection).append(line);
                connection.enqueue(text(line));
            }
        }
        Map<ATcpConnection, ByteArrayOutputStream> got = new HashMap<>();
        Map<ATcpConnection, Long> sequence = new HashMap<>();
        while (done.getCount() > 0) {
            ATcpInPacket packet = (ATcpInPacket) answers.blocking_dequeue(20_000);
            ATcpConnection from = packet.getConnection();
            assertThat(packet.getBytes()).hasSize(packet.size());
            assertThat(packet.getSequenceNumber()).isEqualTo(sequence.merge(from, 1L, Long::sum));
            ByteArrayOutputStream bytes = got.computeIfAbsent(from, c -> new ByteArrayOutputStream());
            bytes.writeBytes(packet.getBytes());
            String wanted = String.valueOf(expected.get(from));
            if (bytes.size() == wanted.length()) {
                wrong.addAndGet(bytes.toString(US_ASCII).equals(wanted) ? 0 : 1);
                done.countDown();
            }
        }
        assertThat(wrong).hasValue(0);
    }

    private void echo(int clients) {
        int closed = 0;
        while (closed < clients) {
            QueueElementIF event = events.blocking_dequeue(20_000);
            if (event instanceof ATcpConnection connection) {
                connection.startReader(events);
            } else if (event instanceof ATcpInPacket packet) {
                packet.getConnection().enqueue_lossy(new BufferElement(packet.getBytes()));
            } else if (event == null || event instanceof SinkClosedEvent) {
                closed++;
            }
        }
    }

    @Test
    void writesDrainFlushAndCloseInOrderAndTheClosedEventComesOnce() throws Exception {
        ATcpServerSocket server = listen(-1);
        try (Socket client = dial(server)) {
            ATcpConnection connection = next(ATcpConnection.class);
            connection.startReader(reads);
            assertThatIllegalArgumentException().isThrownBy(() -> connection.startReader(reads));
            byte[] large = new byte[3_000_000];
            BufferElement first = new BufferElement(large, events);
            BufferElement empty = new BufferElement(new byte[0], events);
            connection.enqueue(first);
            connection.enqueue(empty);
            connection.flush(events);
            connection.close(events);
            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(() -> connection.enqueue(text("late"))).isInstanceOf(SinkClosedException.class);
            assertThatThrownBy(() -> connection.close(events)).isInstanceOf(SinkClosedException.class);
            assertThat(connection.enqueue_lossy(text("late"))).isFalse();
            assertThat(client.getInputStream().readAllBytes()).hasSize(large.length);
            assertThat(next(SinkDrainedEvent.class).element).isSameAs(first);
            assertThat(next(SinkDrainedEvent.class).element).isSameAs(empty);
            assertThat(next(SinkFlushedEvent.class).sink).isSameAs(connection);
            assertThat(next(SinkClosedEvent.class).sink).isSameAs(connection);
        }
        sandstorm.shutdown();
        assertThat(reads.dequeue_all()).isNull();
        assertThat(events.dequeue_all()).isNull();
    }

    @Test
    void aPeersCloseAndResetReachTheReadSinkOnceAfterThePackets() throws Exception {
        ATcpServerSocket server = listen(-1);
        for (boolean reset : new boolean[] {false, true}) {
            Socket client = dial(server);
            ATcpConnection connection = next(ATcpConnection.class);
            connection.startReader(reads);
            if (!reset) {
                client.getOutputStream().write("bye".getBytes(US_ASCII));
            }
            client.setSoLinger(reset, 0);
            client.close();
            QueueElementIF event = reads.blocking_dequeue(20_000);
            if (!reset) {
                assertThat(((ATcpInPacket) event).getBytes()).isEqualTo("bye".getBytes(US_ASCII));
                event = reads.blocking_dequeue(20_000);
            }
            assertThat(event).isInstanceOf(SinkClosedEvent.class);
            assertThat(((SinkClosedEvent) event).sink).isSameAs(connection);
            assertThat(connection.enqueue_lossy(text("late"))).isFalse();
        }
        sandstorm.shutdown();
        assertThat(reads.dequeue_all()).isNull();
    }

    @Test
    void aFailingWriteTellsTheReadSink() throws Exception {
        ATcpServerSocket server = listen(-1);
        Socket client = dial(server);
        ATcpConnection connection = next(ATcpConnection.class);
        connection.startReader(reads);
        connection.enqueue(new BufferElement(new byte[30_000_000]));
        client.setSoLinger(true, 0);
        client.close();
        assertThat(reads.blocking_dequeue(20_000)).isInstanceOf(SinkClosedEvent.class);
        sandstorm.shutdown();
        assertThat(reads.dequeue_all()).isNull();
    }

    @Test
    void aWriteBeyondTheThresholdIsDiscardedAndReported() throws Exception {
        ATcpServerSocket server = listen(2);
        try (Socket client = dial(server)) {
            ATcpConnection connection = next(ATcpConnection.class);
            List<BufferElement> large = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                large.add(new BufferElement(new byte[10_000_000]));
                connection.enqueue(large.get(i));
            }
            assertThat(connection.size()).isEqualTo(3);
            BufferElement discarded = new BufferElement(new byte[1], events);
            connection.enqueue(discarded);
            SinkCloggedEvent clogged = next(SinkCloggedEvent.class);
            assertThat(clogged.element).isSameAs(discarded);
            assertThat(clogged.sink).isSameAs(connection);
            connection.close(events);
            next(SinkClosedEvent.class); // at once: nobody has read anything
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void aFullReadSinkHoldsTheSocketBackAndLosesNothing() throws Exception {
        reads.setEnqueuePredicate(new QueueThresholdPredicate(reads, 1));
        ATcpServerSocket server = listen(-1);
        byte[] sent = new byte[1_000_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ((i * 31) >> 3);
        }
        try (Socket client = dial(server)) {
            next(ATcpConnection.class).startReader(reads);
            Thread writer = new Thread(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            QueueElementIF event = reads.blocking_dequeue(20_000);
            for (; event instanceof ATcpInPacket packet; event = reads.blocking_dequeue(20_000)) {
                got.writeBytes(packet.getBytes());
            }
            assertThat(event).isInstanceOf(SinkClosedEvent.class);
            assertThat(got.toByteArray()).isEqualTo(sent);
            writer.join();
        }
    }

    @Test
    void failuresToConnectAndListenAreEvents() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            ATcpServerSocket server = new ATcpServerSocket(taken.getLocalPort(), events);
            ATcpListenFailedEvent failed = next(ATcpListenFailedEvent.class);
            assertThat(failed.getSocket()).isSameAs(server);
            assertThat(failed.getMessage()).isNotEmpty();
        }
        try (Socket silent = new Socket()) {
            // Bound but not listening: nobody else can come to listen there meanwhile.
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ATcpClientSocket client = new ATcpClientSocket("127.0.0.1", silent.getLocalPort(), events);
            assertThat(next(ATcpConnectFailedEvent.class).getSocket()).isSameAs(client);
        }
    }

    @Test
    void acceptingIsSuspendedResumedAndEnded() throws Exception {
        ATcpServerSocket server = listen(-1);
        server.suspendAccept();
        try (Socket client = dial(server)) {
            assertThat(events.blocking_dequeue(50)).isNull();
            server.resumeAccept();
            assertThat(next(ATcpConnection.class).getPort()).isEqualTo(client.getLocalPort());
        }
        server.close();
        assertThat(next(ATcpServerSocketClosedEvent.class).server_socket).isSameAs(server);
        assertThatThrownBy(() -> dial(server)).isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void theLayerStartsARuntimeWhenThereIsNone() throws Exception {
        sandstorm.shutdown();
        listen(-1).close();
        sandstorm = Sandstorm.getSandstorm();
        assertThat(sandstorm).isNotNull();
        assertThat(sandstorm.getManager().getStage("aSocket ReadStage")).isNotNull();
        assertThat(sandstorm.getManager().createStage("x", new SingleHandler(e -> {}), null)).isNotNull();
    }
}
