package capriccio.bench.staged;

import capriccio.bench.compare.Child;
import capriccio.bench.load.Sources;
import capriccio.bench.stats.Fairness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that each send a burst, wait for its acknowledgement, and send the next. Confined to one thread. */
final class BurstLoad implements AutoCloseable {
    private static final long ANSWER_MILLIS = 10_000;
    private static final long CONNECT_SECONDS = 60;
    private static final int SELECT_MILLIS = 10;

    private final Child server;
    private final long burst;
    private final ByteBuffer packet;
    private final Selector selector = Selector.open();
    private final ByteBuffer ack = ByteBuffer.allocateDirect(BurstServer.ACK_BYTES);
    private final List<Connection> connections = new ArrayList<>();
    private int open;

    /** One connection. */
    private static final class Connection {
        long left; // of its burst
        int ackBytes;
        long sent; // in the slice
        long acks;
    }

    /**
     * What came through.
     *
     * @param acks in the slice
     * @param jain over the bytes that each connection could send
     */
    record Seen(double megabits, long acks, double jain) {}

    /** Loads the server with that many connections. */
    BurstLoad(Child server, int port, int count, int packets, int packetBytes) throws IOException {
        this.server = server;
        burst = (long) packets * packetBytes;
        packet = ByteBuffer.allocateDirect(packetBytes);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            String source = Sources.of(InetAddress.getLoopbackAddress().getHostAddress(), count, i);
            if (!source.isEmpty()) {
                channel.bind(new InetSocketAddress(source, 0));
            }
            Connection connection = new Connection();
            connection.left = burst;
            connections.add(connection);
            boolean done = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.register(selector, done ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, connection);
            open += done ? 1 : 0;
            selector.select(this::ready, 1);
        }
    }

    /** Runs for that long, once all are connected. */
    Seen run(long millis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CONNECT_SECONDS * 1_000_000_000L;
        while (open < connections.size()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("only " + open + " of " + connections.size() + " connections within " + CONNECT_SECONDS + " s");
            }
            selector.select(this::ready, SELECT_MILLIS);
        }
        connections.forEach(c -> c.sent = c.acks = 0);
        long[] before = readBytes();
        runFor(millis);
        long[] after = readBytes();
        long acks = connections.stream().mapToLong(c -> c.acks).sum();
        double jain = Fairness.jain(connections.stream().mapToLong(c -> c.sent).toArray());
        return new Seen((after[0] - before[0]) * 8e3 / (after[1] - before[1]), acks, jain);
    }

    private long[] readBytes() throws IOException, InterruptedException {
        String[] words = server.ask("", BurstServer.READ, ANSWER_MILLIS).split(" ", 2);
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }

    private void runFor(long millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            selector.select(this::ready, SELECT_MILLIS);
        }
    }

    private void ready(SelectionKey key) {
        try {
            Connection connection = (Connection) key.attachment();
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable() && channel.finishConnect()) {
                open++;
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                write(key, channel, connection);
            } else if (key.isReadable()) {
                read(key, channel, connection);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a connection of the load failed", e);
        }
    }

    /** A packet, or what is left of one: everybody gets a turn. */
    private void write(SelectionKey key, SocketChannel channel, Connection connection) throws IOException {
        int size = packet.capacity();
        long done = (burst - connection.left) % size;
        packet.limit(size).position((int) done);
        int count = channel.write(packet);
        connection.left -= count;
        connection.sent += count;
        if (connection.left == 0) {
            connection.left = burst;
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read(SelectionKey key, SocketChannel channel, Connection connection) throws IOException {
        ack.clear().limit(BurstServer.ACK_BYTES - connection.ackBytes);
        int count = channel.read(ack);
        if (count < 0) {
            throw new IOException("the server closed a connection");
        }
        connection.ackBytes += count;
        if (connection.ackBytes == BurstServer.ACK_BYTES) {
            connection.ackBytes = 0;
            connection.acks++;
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
