package capriccio.iointercept.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Peers that stall, trickle, half-close and reset; closes and interrupts that race with what they end. Whoever waits
 * learns of it, no descriptor stays, and afterwards no carrier runs.
 */
public final class NetworkFaults {
    private static final int RACES = 300;
    private static final int PEERS = 40;
    private static final int BULK = 4 << 20;
    /** Longer than any race takes to be decided: it must be the other side that ends the wait. */
    private static final int LONG_MILLIS = 50_000;

    private NetworkFaults() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket first = listen(1)) {
            Check.that(first.isBound(), "what is loaded once is loaded");
        }
        int before = Descriptors.sockets();
        new Cases()
                .add("aByteAtATime", NetworkFaults::aByteAtATime)
                .add("stalledPeerReadsAtLast", NetworkFaults::stalledPeerReadsAtLast)
                .add("halfClose", NetworkFaults::halfClose)
                .add("resetWhileWriting", NetworkFaults::resetWhileWriting)
                .add("resetInTheBacklog", NetworkFaults::resetInTheBacklog)
                .add("closeRacesRead", NetworkFaults::closeRacesRead)
                .add("closeRacesAccept", NetworkFaults::closeRacesAccept)
                .add("dataRacesTimeout", NetworkFaults::dataRacesTimeout)
                .add("interruptRacesChannelRead", NetworkFaults::interruptRacesChannelRead)
                .add("interruptRacesChannelAccept", NetworkFaults::interruptRacesChannelAccept)
                .add("interruptedWriter", NetworkFaults::interruptedWriter)
                .add("interruptedBefore", NetworkFaults::interruptedBefore)
                .add("connectThatNobodyAnswers", NetworkFaults::connectThatNobodyAnswers)
                .add("nothingIsLeft", () -> {
                    Descriptors.awaitSockets(before);
                    IdleCarriers.await();
                })
                .run(args);
    }

    private static void aByteAtATime() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < PEERS; i++) {
            int seed = i;
            crew.start("trickle-" + i, () -> {
                try (SocketPair pair = new SocketPair()) {
                    Crew peer = new Crew();
                    peer.start("peer", () -> {
                        for (int b = 0; b < 30; b++) {
                            pair.far.getOutputStream().write(b + seed);
                            Thread.sleep(5);
                        }
                        pair.far.shutdownOutput();
                    });
                    pair.near.setSoTimeout(LONG_MILLIS);
                    byte[] all = pair.near.getInputStream().readAllBytes();
                    Check.equal(all.length, 30, "bytes");
                    for (int b = 0; b < all.length; b++) {
                        Check.equal(all[b], (byte) (b + seed), "byte " + b);
                    }
                    peer.join();
                }
            });
        }
        crew.join();
    }

    /** Writers fill the buffers and wait; then the peers read everything. */
    private static void stalledPeerReadsAtLast() throws Exception {
        Crew crew = new Crew();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketPair pair = new SocketPair();
            writers.add(crew.start("writer-" + i, () -> {
                pair.near.getOutputStream().write(new byte[BULK]);
                pair.near.close();
            }));
            crew.start("stalled-" + i, () -> {
                go.await();
                Check.equal(pair.far.getInputStream().readAllBytes().length, BULK, "bytes");
                pair.far.close();
            });
        }
        Thread.sleep(100);
        for (Thread writer : writers) {
            Check.that(writer.isAlive(), "the writer waits for its peer");
        }
        go.countDown();
        crew.join();
    }

    private static void halfClose() throws Exception {
        try (SocketPair pair = new SocketPair()) {
            Crew crew = new Crew();
            crew.start("reader", () -> {
                Check.equal(pair.near.getInputStream().read(), -1, "the end of what the peer says");
                pair.near.getOutputStream().write(new byte[BULK]); // which still listens
                pair.near.shutdownOutput();
            });
            Thread.sleep(20);
            pair.far.shutdownOutput();
            Check.equal(pair.far.getInputStream().readAllBytes().length, BULK, "bytes after the half-close");
            crew.join();
        }
        try (SocketPair pair = new SocketPair()) {
            Crew crew = new Crew();
            crew.start("reader", () -> Check.equal(pair.near.getInputStream().read(), -1, "end by its own side"));
            Thread.sleep(20);
            pair.near.shutdownInput();
            crew.join();
        }
    }

    private static void resetWhileWriting() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (SocketPair pair = new SocketPair()) {
                Crew crew = new Crew();
                crew.start("writer", () -> Check.thrown(SocketException.class, () -> {
                    for (; ; ) {
                        pair.near.getOutputStream().write(new byte[1 << 20]);
                    }
                }));
                Thread.sleep(i * 3L);
                pair.far.setSoLinger(true, 0);
                pair.far.close();
                crew.join();
            }
        }
    }

    /** Connections that are gone before they are accepted: the next one is accepted all the same. */
    private static void resetInTheBacklog() throws Exception {
        try (ServerSocket server = listen(64)) {
            for (int i = 0; i < 20; i++) {
                Socket gone = new Socket(server.getInetAddress(), server.getLocalPort());
                gone.setSoLinger(true, 0);
                gone.close();
            }
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                client.getOutputStream().write(9);
                int answer = -1;
                while (answer < 0) {
                    try (Socket accepted = server.accept()) {
                        answer = accepted.getInputStream().read();
                    } catch (SocketException e) {
                        answer = -1; // reset
                    }
                }
                Check.equal(answer, 9, "byte of the one that stayed");
            }
        }
    }

    private static void closeRacesRead() throws Exception {
        for (int i = 0; i < RACES; i++) {
            try (SocketPair pair = new SocketPair()) {
                Crew crew = new Crew();
                crew.start("reader", () -> Check.thrown(SocketException.class, () -> pair.near.getInputStream().read()));
                dither();
                pair.near.close();
                crew.join();
            }
        }
    }

    @SuppressWarnings("try") // to close early is the point
    private static void closeRacesAccept() throws Exception {
        for (int i = 0; i < RACES; i++) {
            try (ServerSocket server = listen(4)) {
                Crew crew = new Crew();
                crew.start("acceptor", () -> Check.thrown(SocketException.class, () -> server.accept().close()));
                dither();
                server.close();
                crew.join();
            }
        }
    }

    /** A byte that comes as the wait runs out is read now or next time, but never lost. */
    private static void dataRacesTimeout() throws Exception {
        AtomicInteger late = new AtomicInteger();
        try (SocketPair pair = new SocketPair()) {
            pair.near.setSoTimeout(1);
            InputStream in = pair.near.getInputStream();
            for (int i = 0; i < RACES; i++) {
                Crew crew = new Crew();
                int b = i & 0x7f;
                crew.start("writer", () -> {
                    dither();
                    pair.far.getOutputStream().write(b);
                });
                int read = -1;
                while (read < 0) {
                    try {
                        read = in.read();
                    } catch (SocketTimeoutException e) {
                        late.incrementAndGet();
                    }
                }
                Check.equal(read, b, "byte after " + late + " time-outs");
                crew.join();
            }
        }
    }

    private static void interruptRacesChannelRead() throws Exception {
        for (int i = 0; i < RACES; i++) {
            try (ServerSocketChannel server = channel();
                    SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                Crew crew = new Crew();
                Thread reader = crew.start("reader", () -> {
                    Check.thrown(ClosedByInterruptException.class, () -> accepted.read(ByteBuffer.allocate(1)));
                    Check.that(Thread.interrupted(), "the interrupt status stays");
                });
                dither();
                reader.interrupt();
                crew.join();
                Check.equal(client.read(ByteBuffer.allocate(1)), -1, "the other side sees the end");
            }
        }
    }

    private static void interruptRacesChannelAccept() throws Exception {
        for (int i = 0; i < RACES; i++) {
            try (ServerSocketChannel server = channel()) {
                Crew crew = new Crew();
                Thread acceptor = crew.start("acceptor", () -> Check.thrown(ClosedByInterruptException.class, server::accept));
                dither();
                acceptor.interrupt();
                crew.join();
                Check.that(!server.isOpen(), "the channel is closed");
            }
        }
    }

    private static void interruptedWriter() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (ServerSocketChannel server = channel();
                    SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                Check.that(client.isConnected(), "a peer that does not read");
                Crew crew = new Crew();
                Thread writer = crew.start("writer", () -> Check.thrown(ClosedByInterruptException.class, () -> {
                    for (; ; ) {
                        accepted.write(ByteBuffer.allocate(1 << 20));
                    }
                }));
                Thread.sleep(i % 5 * 10L);
                writer.interrupt();
                crew.join();
            }
        }
    }

    private static void interruptedBefore() throws Exception {
        try (ServerSocketChannel server = channel();
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Thread.currentThread().interrupt();
            Check.thrown(ClosedByInterruptException.class, () -> accepted.read(ByteBuffer.allocate(1)));
            Check.that(Thread.currentThread().isInterrupted(), "the interrupt status stays");
            Check.thrown(ClosedByInterruptException.class, server::accept);
            Check.that(Thread.interrupted(), "the interrupt status stays");
            Check.thrown(ClosedChannelException.class, () -> accepted.read(ByteBuffer.allocate(1)));
            Check.equal(client.read(ByteBuffer.allocate(1)), -1, "the other side sees the end");
        }
        try (SocketPair pair = new SocketPair()) {
            Thread.currentThread().interrupt();
            pair.far.getOutputStream().write(3);
            Check.equal(pair.near.getInputStream().read(), 3, "a socket of a platform thread is not closed by an interrupt");
            Check.that(Thread.interrupted(), "the interrupt status stays");
        }
    }

    /** A full backlog answers nobody: such a connect is closed, interrupted, or runs out of time. */
    private static void connectThatNobodyAnswers() throws Exception {
        try (ServerSocket full = listen(1);
                ManySockets fill = new ManySockets()) {
            InetSocketAddress address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
            fill.untilNobodyAnswers(address);
            try (Socket socket = new Socket()) {
                Check.thrown(SocketTimeoutException.class, () -> socket.connect(address, 50));
            }
            Crew crew = new Crew();
            Socket closed = new Socket();
            crew.start("connects", () -> Check.thrown(SocketException.class, () -> closed.connect(address)));
            SocketChannel channel = SocketChannel.open();
            Thread interrupted = crew.start(
                    "interrupted", () -> Check.thrown(ClosedByInterruptException.class, () -> channel.connect(address)));
            SocketChannel closedChannel = SocketChannel.open();
            crew.start("closed", () -> Check.thrown(AsynchronousCloseException.class, () -> closedChannel.connect(address)));
            Thread.sleep(100);
            closed.close();
            closedChannel.close();
            interrupted.interrupt();
            crew.join();
        }
    }

    private static final class ManySockets implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        void untilNobodyAnswers(InetSocketAddress address) throws IOException {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                try {
                    socket.connect(address, 100);
                } catch (SocketTimeoutException e) {
                    return;
                }
            }
            Check.that(false, "a backlog of one is full after a hundred connections");
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Lets the other thread come to any place. */
    @SuppressWarnings("ThreadPriorityCheck") // the point of it
    private static void dither() {
        int steps = ThreadLocalRandom.current().nextInt(4);
        for (int i = 0; i < steps; i++) {
            Thread.yield();
        }
    }

    private static ServerSocket listen(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    private static ServerSocketChannel channel() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    }
}
