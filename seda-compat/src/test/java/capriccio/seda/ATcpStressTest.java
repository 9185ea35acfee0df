package capriccio.seda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkDrainedEvent;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.lib.aSocket.ATcpClientSocket;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;
import seda.sandStorm.lib.aSocket.ATcpServerSocketClosedEvent;

/** Many connections, unwilling peers, and closes from all sides. */
class ATcpStressTest extends RuntimeTests {
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final int BACKLOG = 1000; // or a burst of connections is lost by the system, unknown to the clients
    private static final int BURST = 50;

    private ATcpServerSocket listen(FiniteQueue sink, int clogThreshold) throws Exception {
        ATcpServerSocket server = new ATcpServerSocket(LOCAL, 0, sink, clogThreshold, BACKLOG);
        next(sink, ATcpListenSuccessEvent.class);
        return server;
    }

    private List<ATcpConnection> connect(ATcpServerSocket server, int count) {
        FiniteQueue connected = new FiniteQueue();
        List<ATcpConnection> connections = new ArrayList<>();
        while (connections.size() < count) {
            int burst = Math.min(BURST, count - connections.size());
            for (int i = 0; i < burst; i++) {
                new ATcpClientSocket(LOCAL, server.getLocalPort(), connected);
            }
            for (int i = 0; i < burst; i++) {
                connections.add(next(connected, ATcpConnection.class));
            }
        }
        return connections;
    }

    /** Echoes until the sink has told of so many closes. */
    private Thread echo(FiniteQueue sink, int closes) {
        Thread echo = new Thread(() -> {
            int left = closes;
            while (left > 0) {
                QueueElementIF event = sink.blocking_dequeue(PATIENCE_MILLIS);
                if (event == null) {
                    return;
                }
                if (event instanceof ATcpConnection connection) {
                    connection.startReader(sink);
                } else if (event instanceof ATcpInPacket packet) {
                    packet.getConnection().enqueue_lossy(new BufferElement(packet.getBytes()));
                } else {
                    left--;
                }
            }
        });
        echo.start();
        return echo;
    }

    @Test
    void aThousandConnectionsAreServedAtOnce() throws Exception {
        int count = 1000;
        ATcpServerSocket server = listen(events, -1);
        Thread echo = echo(events, count);
        List<ATcpConnection> connections = connect(server, count);
        FiniteQueue answers = new FiniteQueue();
        for (ATcpConnection connection : connections) {
            connection.startReader(answers);
            connection.enqueue(new BufferElement(new byte[100]));
        }
        Map<ATcpConnection, Integer> got = new HashMap<>();
        while (got.size() < count || !got.values().stream().allMatch(bytes -> bytes == 100)) {
            ATcpInPacket packet = next(answers, ATcpInPacket.class);
            got.merge(packet.getConnection(), packet.size(), Integer::sum);
        }
        for (ATcpConnection connection : connections) {
            connection.close(null);
        }
        echo.join();
        assertThat(answers.dequeue_all()).isNull();
    }

    /** Closes from other threads while the read stage selects: it must neither lose the others nor spin. */
    @Test
    void closesByOtherThreadsDisturbNobody() throws Exception {
        int count = 100;
        ATcpServerSocket server = listen(events, -1);
        Thread echo = echo(events, count);
        FiniteQueue answers = new FiniteQueue();
        List<ATcpConnection> connections = connect(server, count);
        for (ATcpConnection connection : connections) {
            connection.startReader(answers);
        }
        for (int round = 0; round < 10; round++) {
            List<ATcpConnection> closing = new ArrayList<>(connections.subList(0, count / 20));
            connections.removeAll(closing);
            Thread closer = new Thread(() -> closing.forEach(this::reset));
            for (ATcpConnection connection : connections) {
                connection.enqueue(new BufferElement(1));
            }
            closer.start();
            Set<ATcpConnection> answered = new HashSet<>();
            while (answered.size() < connections.size()) {
                QueueElementIF event = answers.blocking_dequeue(PATIENCE_MILLIS);
                assertThat(event).isNotNull();
                if (event instanceof ATcpInPacket packet) {
                    assertThat(answered.add(packet.getConnection())).isTrue();
                }
            }
            closer.join();
        }
        while (answers.size() > 0) {
            next(answers, SinkClosedEvent.class);
        }
        assertThat(shareOfTimeOfReadStage(answers)).isLessThan(0.5);
        for (ATcpConnection connection : connections) {
            connection.close(null);
        }
        echo.join();
    }

    /** Closes the channel under the layer, which then has to find out. */
    private void reset(ATcpConnection connection) {
        try {
            connection.getSocket().setSoLinger(true, 0);
            connection.getSocket().getChannel().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double shareOfTimeOfReadStage(FiniteQueue silent) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long id = -1;
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            id = info != null && info.getThreadName().equals("aSocket ReadStage") ? info.getThreadId() : id;
        }
        long start = System.nanoTime();
        long before = threads.getThreadCpuTime(id);
        assertThat(silent.blocking_dequeue(300)).isNull(); // a window to measure in
        return (double) (threads.getThreadCpuTime(id) - before) / (System.nanoTime() - start);
    }

    @Test
    void readersThatDoNotReadCostNoMoreThanTheThreshold() throws Exception {
        int clients = 20;
        int writes = 2000;
        int threshold = 5;
        ATcpServerSocket server = listen(events, threshold);
        List<Socket> sockets = new ArrayList<>();
        List<ATcpConnection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            sockets.add(new Socket(LOCAL, server.getLocalPort()));
            connections.add(next(ATcpConnection.class));
        }
        FiniteQueue completions = new FiniteQueue();
        for (int i = 0; i < writes; i++) {
            for (ATcpConnection connection : connections) { // 640 MB together: more than the heap if they were kept
                connection.enqueue(new BufferElement(new byte[16_000], completions));
                assertThat(connection.size()).isLessThanOrEqualTo(threshold + 1);
            }
            completions.dequeue_all();
        }
        for (int i = 0; i < clients; i++) {
            QueueElementIF event = null;
            while (!(event instanceof SinkCloggedEvent)) {
                connections.get(i).enqueue(new BufferElement(new byte[16_000], events));
                event = events.blocking_dequeue(1); // one that waits in the queue has none
            }
            assertThat(((SinkCloggedEvent) event).sink).isSameAs(connections.get(i));
            connections.get(i).close(completions);
            sockets.get(i).close();
            event = completions.blocking_dequeue(PATIENCE_MILLIS);
            while (event instanceof SinkDrainedEvent) {
                event = completions.blocking_dequeue(PATIENCE_MILLIS);
            }
            assertThat(((SinkClosedEvent) event).sink).isSameAs(connections.get(i));
            events.dequeue_all(); // what drained meanwhile
        }
    }

    @Test
    void closesFromEitherSideAreToldExactlyOnceAfterPacketsInOrder() throws Exception {
        int count = 200;
        ATcpServerSocket server = listen(events, -1);
        FiniteQueue closes = new FiniteQueue();
        FiniteQueue reads = new FiniteQueue();
        List<ATcpConnection> theirs = connect(server, count);
        List<ATcpConnection> ours = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ours.add(next(ATcpConnection.class));
            ours.get(i).startReader(reads);
        }
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int part = t;
            threads.add(new Thread(() -> closeAtRandom(part, ours, theirs, closes)));
        }
        threads.forEach(Thread::start);
        Map<ATcpConnection, Long> last = new HashMap<>();
        Set<Object> closed = new HashSet<>();
        Set<Object> toldToReader = new HashSet<>();
        while (closed.size() < count) {
            boolean toCloser = reads.size() == 0;
            QueueElementIF event = (toCloser ? closes : reads).blocking_dequeue(toCloser ? 5 : PATIENCE_MILLIS);
            if (event instanceof ATcpInPacket packet) {
                assertThat(packet.getSequenceNumber()).isEqualTo(last.merge(packet.getConnection(), 1L, Long::sum));
                assertThat(toldToReader).doesNotContain(packet.getConnection());
            } else if (event != null) {
                assertThat(closed.add(((SinkClosedEvent) event).sink)).isTrue();
                if (!toCloser) {
                    toldToReader.add(((SinkClosedEvent) event).sink);
                }
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        sandstorm.shutdown();
        assertThat(closed).containsExactlyInAnyOrderElementsOf(ours);
        assertThat(closes.dequeue_all()).isNull();
        for (QueueElementIF left = reads.dequeue(); left != null; left = reads.dequeue()) {
            // what a connection that we closed had still received
            assertThat(toldToReader).doesNotContain(((ATcpInPacket) left).getConnection());
        }
    }

    /** Writes on both sides, then closes, resets or breaks one of them, for a quarter of the pairs. */
    private void closeAtRandom(int part, List<ATcpConnection> ours, List<ATcpConnection> theirs, FiniteQueue closes) {
        Random random = new Random(part);
        Map<Integer, ATcpConnection> byPort = new HashMap<>();
        theirs.forEach(their -> byPort.put(their.getSocket().getLocalPort(), their));
        for (int i = part; i < ours.size(); i += 4) {
            ATcpConnection our = ours.get(i);
            ATcpConnection their = requireNonNull(byPort.get(our.getPort()));
            for (int w = random.nextInt(5); w > 0; w--) {
                their.enqueue_lossy(new BufferElement(new byte[1 + random.nextInt(20_000)]));
                our.enqueue_lossy(new BufferElement(new byte[1 + random.nextInt(20_000)]));
            }
            try {
                switch (random.nextInt(3)) {
                    case 0 -> our.close(closes);
                    case 1 -> their.close(null);
                    default -> reset(their);
                }
            } catch (SinkClosedException closedByTheOtherSide) {
                // then that is what is told
            }
        }
    }

    @Test
    void writesOfSeveralThreadsStayTogether() throws Exception {
        ATcpServerSocket server = listen(events, -1);
        ATcpConnection from = connect(server, 1).get(0);
        ATcpConnection to = next(ATcpConnection.class);
        to.startReader(events);
        int threads = 4;
        int rounds = 100;
        int together = 100;
        CyclicBarrier start = new CyclicBarrier(threads);
        for (byte t = 0; t < threads; t++) {
            BufferElement[] writes = new BufferElement[together];
            Arrays.fill(writes, new BufferElement(new byte[] {t}));
            new Thread(() -> {
                        try {
                            start.await();
                            for (int i = 0; i < rounds; i++) {
                                from.enqueue_many(writes);
                            }
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < threads * rounds * together) {
            bytes.writeBytes(next(ATcpInPacket.class).getBytes());
        }
        byte[] got = bytes.toByteArray();
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).isEqualTo(got[i - i % together]);
        }
    }

    /** The write side meets the error: the read side does not look at the socket, as its sink is full. */
    @Test
    void aFailingWriteIsToldToAReaderThatIsHeldBack() throws Exception {
        FiniteQueue reads = new FiniteQueue();
        reads.setEnqueuePredicate(event -> false);
        ATcpServerSocket server = listen(events, -1);
        Socket client = new Socket(LOCAL, server.getLocalPort());
        ATcpConnection connection = next(ATcpConnection.class);
        connection.startReader(reads);
        client.getOutputStream().write(1);
        await().until(() -> connection.getSequenceNumber() == 1); // refused now, and kept
        connection.enqueue(new BufferElement(new byte[30_000_000]));
        client.setSoLinger(true, 0);
        client.close();
        await().until(connection::isClosed);
        reads.setEnqueuePredicate(null);
        assertThat(next(reads, ATcpInPacket.class).size()).isEqualTo(1);
        assertThat(next(reads, SinkClosedEvent.class).sink).isSameAs(connection);
        sandstorm.shutdown();
        assertThat(reads.dequeue_all()).isNull();
    }

    /**
     * The listen stage looks for ready sockets while it closes one: with a selector that forgets those it has found when
     * the next select counts none, they would not be served any more.
     */
    @Test
    void closingAServerSocketHidesNoConnectionOfAnother() throws Exception {
        ATcpServerSocket closing = listen(events, -1);
        ATcpServerSocket staying = listen(events, -1);
        Gate first = new Gate();
        Gate second = new Gate();
        new ATcpServerSocket(0, first.sink);
        first.inside.await();
        new ATcpServerSocket(0, second.sink); // in one batch with the close
        closing.close();
        first.go.countDown();
        second.inside.await();
        try (Socket waiting = new Socket(LOCAL, staying.getLocalPort())) {
            second.go.countDown();
            assertThat(next(ATcpServerSocketClosedEvent.class).server_socket).isSameAs(closing);
            assertThat(next(ATcpConnection.class).getPort()).isEqualTo(waiting.getLocalPort());
        }
    }

    /** A sink that holds up the listen stage when that says it listens. */
    private static final class Gate {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final FiniteQueue sink = new FiniteQueue(event -> pass());

        private boolean pass() {
            inside.countDown();
            try {
                return go.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }
    }

    @Test
    void connectionsThatNobodyTakesAreClosed() throws Exception {
        FiniteQueue full = new FiniteQueue();
        full.setEnqueuePredicate(event -> !(event instanceof ATcpConnection));
        ATcpServerSocket refusing = listen(full, -1);
        try (Socket client = new Socket(LOCAL, refusing.getLocalPort())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        ATcpServerSocket server = listen(events, -1);
        new ATcpClientSocket(LOCAL, server.getLocalPort(), full, -1, 2);
        ATcpConnection accepted = next(ATcpConnection.class);
        accepted.startReader(events);
        next(SinkClosedEvent.class);
        full.close();
        new ATcpClientSocket(LOCAL, server.getLocalPort(), full, -1, -1);
        next(ATcpConnection.class).startReader(events);
        next(SinkClosedEvent.class);
    }

    @Test
    void packetsThatNobodyTakesAreDroppedAfterTheTries() throws Exception {
        ATcpServerSocket server = listen(events, -1);
        ATcpConnection from = connect(server, 1).get(0);
        FiniteQueue picky = new FiniteQueue();
        picky.setEnqueuePredicate(event -> !(event instanceof ATcpInPacket packet) || packet.size() == 1);
        next(ATcpConnection.class).startReader(picky, 3);
        from.enqueue(new BufferElement(new byte[10], events));
        next(SinkDrainedEvent.class);
        QueueElementIF taken = null;
        while (taken == null) { // bytes sent while the first packet waits arrive together, and are refused together
            from.enqueue(new BufferElement(1));
            taken = picky.blocking_dequeue(50);
        }
        assertThat(((ATcpInPacket) taken).getSequenceNumber()).isGreaterThan(1);
    }

    @Test
    void theInputRateIsKeptAndItsSettingsAreChecked() throws Exception {
        restart("global.aSocket.rateController.enable=true", "global.aSocket.rateController.rate=200.0");
        ATcpServerSocket server = listen(events, -1);
        List<ATcpConnection> clients = connect(server, 40);
        for (int i = 0; i < clients.size(); i++) {
            next(ATcpConnection.class).startReader(events);
        }
        long start = System.nanoTime();
        for (ATcpConnection client : clients) {
            client.enqueue(new BufferElement(1));
        }
        for (int i = 0; i < clients.size(); i++) {
            next(ATcpInPacket.class);
        }
        // 40 ready at once are read in one turn; what they owe is paid before the next packet
        clients.get(0).enqueue(new BufferElement(1));
        next(ATcpInPacket.class);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(clients.size() / seconds).isLessThan(1.2 * 200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> restart(
                        "global.aSocket.rateController.enable=true", "global.aSocket.rateController.rate=0"))
                .withMessageContaining("global.aSocket.rateController.rate");
        assertThatThrownBy(() -> restart("global.aSocket.provider=JNI")).hasMessageContaining("global.aSocket.provider JNI");
    }
}
