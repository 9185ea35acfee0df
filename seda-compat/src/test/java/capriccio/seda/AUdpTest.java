package capriccio.seda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.BadQueueElementException;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.api.SinkFlushedEvent;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.core.QueueThresholdPredicate;
import seda.sandStorm.lib.aSocket.AUdpConnectEvent;
import seda.sandStorm.lib.aSocket.AUdpDisconnectEvent;
import seda.sandStorm.lib.aSocket.AUdpInPacket;
import seda.sandStorm.lib.aSocket.AUdpPacket;
import seda.sandStorm.lib.aSocket.AUdpSocket;

class AUdpTest extends RuntimeTests {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private final FiniteQueue reads = new FiniteQueue("reads");

    private AUdpSocket socket(int maxPacketSize, int clogThreshold) throws IOException {
        return new AUdpSocket(LOCAL, 0, events, maxPacketSize, clogThreshold);
    }

    private AUdpSocket reader() throws IOException {
        AUdpSocket reader = socket(AUdpSocket.DEFAULT_MAX_PACKETSIZE, -1);
        reader.startReader(reads);
        return reader;
    }

    private static AUdpPacket packet(int size, AUdpSocket to) {
        return new AUdpPacket(new byte[size], 0, size, null, LOCAL, to.getLocalPort());
    }

    @Test
    void datagramsKeepTheirBoundsOrderAndSender() throws Exception {
        AUdpSocket from = new AUdpSocket(events);
        AUdpSocket to = reader();
        for (int i = 0; i < 100; i++) {
            int size = (i * 167) % 5000; // an empty one among them
            from.enqueue(packet(size, to));
            AUdpInPacket got = next(reads, AUdpInPacket.class);
            assertThat(got.getSocket()).isSameAs(to);
            assertThat(got.getBytes()).hasSize(size).hasSize(got.size());
            assertThat(got.getPacket().getPort()).isEqualTo(from.getLocalPort());
            assertThat(got.getSequenceNumber()).isEqualTo(i + 1).isEqualTo(to.getSequenceNumber());
        }
        from.flush(events);
        next(SinkFlushedEvent.class);
        assertThat(from.size()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> to.startReader(reads));
        assertThatNullPointerException().isThrownBy(() -> from.startReader(null));
        AUdpSocket silent = new AUdpSocket(null); // nobody to tell of anything
        silent.connect(LOCAL, to.getLocalPort());
        silent.flush(null);
        silent.enqueue(new BufferElement(5));
        silent.disconnect();
        silent.close(null);
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(5);
    }

    @Test
    void aConnectedSocketSendsToItsPeerAndHearsNobodyElse() throws Exception {
        AUdpSocket socket = reader();
        AUdpSocket peer = socket(100, -1);
        AUdpSocket stranger = socket(100, -1);
        assertThatExceptionOfType(BadQueueElementException.class)
                .isThrownBy(() -> socket.enqueue(new BufferElement(1)))
                .withMessageContaining("not connected");
        assertThat(socket.getPort()).isEqualTo(-1);
        assertThat(socket.getAddress()).isNull();
        socket.connect(LOCAL, peer.getLocalPort());
        assertThat(socket.getPort()).isEqualTo(peer.getLocalPort());
        assertThat(next(AUdpConnectEvent.class).getSocket()).isSameAs(socket);
        assertThatExceptionOfType(BadQueueElementException.class)
                .isThrownBy(() -> socket.enqueue(packet(1, stranger)))
                .withMessageContaining("disconnect");
        stranger.enqueue(packet(1, socket));
        stranger.flush(events);
        next(SinkFlushedEvent.class);
        peer.enqueue(packet(2, socket));
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(2);
        peer.startReader(events);
        socket.enqueue(new BufferElement(3));
        assertThat(next(AUdpInPacket.class).size()).isEqualTo(3);
        socket.connect(LOCAL, stranger.getLocalPort()); // from one peer to another
        next(AUdpConnectEvent.class);
        socket.disconnect();
        assertThat(next(AUdpDisconnectEvent.class).getSocket()).isSameAs(socket);
        stranger.enqueue(packet(4, socket));
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(4);
    }

    @Test
    void aPeerThatIsNotThereClosesNothing() throws Exception {
        AUdpSocket socket = reader();
        int nobody;
        try (DatagramSocket gone = new DatagramSocket(0, LOCAL)) {
            nobody = gone.getLocalPort();
        }
        socket.connect(LOCAL, nobody);
        next(AUdpConnectEvent.class);
        for (int i = 0; i < 20; i++) {
            socket.enqueue(new BufferElement(new byte[10], events));
            next(SinkDrainedEvent.class);
        }
        AUdpSocket peer = socket(100, -1);
        socket.connect(LOCAL, peer.getLocalPort());
        next(AUdpConnectEvent.class);
        peer.enqueue(packet(5, socket));
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(5);
    }

    /** Another thread takes datagrams away: the read stage is woken and finds nothing. */
    @Test
    void beingWokenForNothingClosesNothing() throws Exception {
        AUdpSocket to = reader();
        AUdpSocket from = socket(100, -1);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger stolen = new AtomicInteger();
        DatagramChannel channel = to.getSocket().getChannel();
        Thread thief = new Thread(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (!done.get()) {
                try {
                    if (channel.receive(buffer.clear()) != null) {
                        stolen.incrementAndGet();
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        thief.start();
        while (stolen.get() < 50) {
            from.enqueue(new AUdpPacket(new byte[1], 0, 1, events, LOCAL, to.getLocalPort()));
            next(SinkDrainedEvent.class);
        }
        done.set(true);
        thief.join();
        from.enqueue(packet(7, to));
        QueueElementIF event = reads.blocking_dequeue(PATIENCE_MILLIS);
        while (event instanceof AUdpInPacket packet && packet.size() == 1) {
            event = reads.blocking_dequeue(PATIENCE_MILLIS);
        }
        assertThat(event).isInstanceOf(AUdpInPacket.class);
        assertThat(((AUdpInPacket) event).size()).isEqualTo(7);
    }

    @Test
    void eachDatagramDrainsOrClogs() throws Exception {
        AUdpSocket to = reader();
        AUdpSocket from = socket(100, 0);
        AUdpPacket[] many = new AUdpPacket[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = new AUdpPacket(new byte[1], 0, 1, events, LOCAL, to.getLocalPort());
        }
        from.enqueue_many(many);
        int drained = 0;
        for (int i = 0; i < many.length; i++) {
            QueueElementIF event = events.blocking_dequeue(PATIENCE_MILLIS);
            if (event instanceof SinkDrainedEvent sent) {
                assertThat(sent.element).isSameAs(many[0]);
                drained++;
            } else {
                assertThat(((SinkCloggedEvent) event).sink).isSameAs(from);
            }
        }
        assertThat(drained).isEqualTo(1);
        assertThat(events.size()).isZero();
    }

    @Test
    void aDatagramThatCannotBeSentIsReportedAndTheNextOnesAreSent() throws Exception {
        AUdpSocket to = reader();
        AUdpSocket from = socket(100, -1);
        AUdpPacket impossible = new AUdpPacket(new byte[1], 0, 1, events, LOCAL, to.getLocalPort());
        impossible.size = 2;
        from.enqueue_many(new QueueElementIF[] {impossible, packet(3, to)});
        assertThat(next(SinkCloggedEvent.class).element).isSameAs(impossible);
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(3);
        assertThatExceptionOfType(BadQueueElementException.class)
                .isThrownBy(() -> from.enqueue(packet(65_508, to)))
                .withMessageContaining("65508");
        assertThat(from.enqueue_lossy(null)).isFalse();
        assertThat(from.enqueue_lossy(new AUdpPacket(new byte[1], 0, 1, null, LOCAL, 0))).isFalse();
    }

    @Test
    void aFullReaderHoldsDatagramsBackOrDropsThem() throws Exception {
        reads.setEnqueuePredicate(new QueueThresholdPredicate(reads, 1));
        AUdpSocket holding = reader();
        AUdpSocket from = socket(100, -1);
        for (int i = 1; i <= 10; i++) {
            from.enqueue(packet(i, holding));
        }
        for (int i = 1; i <= 10; i++) {
            assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(i);
        }
        FiniteQueue full = new FiniteQueue();
        full.setEnqueuePredicate(event -> ((AUdpInPacket) event).size() > 50);
        AUdpSocket dropping = socket(100, -1);
        dropping.startReader(full, 0);
        from.enqueue(packet(1, dropping));
        from.enqueue(packet(60, dropping));
        assertThat(next(full, AUdpInPacket.class).getSequenceNumber()).isEqualTo(2);
    }

    @Test
    void whatIsTooLongIsCutOff() throws Exception {
        AUdpSocket small = socket(10, -1);
        small.startReader(reads);
        try (DatagramSocket plain = new DatagramSocket()) {
            byte[] text = "hello, world".getBytes(US_ASCII);
            plain.send(new DatagramPacket(text, text.length, LOCAL, small.getLocalPort()));
        }
        assertThat(next(reads, AUdpInPacket.class).getBytes()).isEqualTo("hello, wor".getBytes(US_ASCII));
    }

    @Test
    void closingComesAfterTheDatagramsAndOnce() throws Exception {
        AUdpSocket to = reader();
        AUdpSocket from = socket(100, -1);
        from.startReader(reads);
        AUdpPacket last = new AUdpPacket(new byte[9], 0, 9, events, LOCAL, to.getLocalPort());
        from.enqueue(last);
        from.flush(events);
        from.close(events);
        assertThat(next(SinkDrainedEvent.class).element).isSameAs(last);
        assertThat(next(SinkFlushedEvent.class).sink).isSameAs(from);
        assertThat(next(SinkClosedEvent.class).sink).isSameAs(from);
        assertThatExceptionOfType(SinkClosedException.class).isThrownBy(() -> from.close(events));
        assertThatExceptionOfType(SinkClosedException.class).isThrownBy(() -> from.enqueue(packet(1, to)));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> from.connect(LOCAL, 9));
        from.disconnect();
        assertThat(next(reads, AUdpInPacket.class).size()).isEqualTo(9);
        sandstorm.shutdown();
        assertThat(reads.dequeue_all()).isNull();
        assertThat(events.dequeue_all()).isNull();
    }
}
