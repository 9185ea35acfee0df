package capriccio.iointercept.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Blocking {@code SocketChannel} and {@code ServerSocketChannel}. */
public final class Channels {
    private static final int CLIENTS = 50;
    private static final int BULK = 4 << 20;
    private static final int INTERRUPTS = 50;

    private Channels() {}

    public static void main(String[] args) {
        new Cases()
                .add("echoHeapBuffers", () -> echo(false))
                .add("echoDirectBuffers", () -> echo(true))
                .add("halfClose", Channels::halfClose)
                .add("bulkBothWays", Channels::bulkBothWays)
                .add("gatherAndScatter", Channels::gatherAndScatter)
                .add("streams", Channels::streams)
                .add("closeWakesReader", Channels::closeWakesReader)
                .add("closeWakesAccept", Channels::closeWakesAccept)
                .add("interruptClosesReader", Channels::interruptClosesReader)
                .add("interruptsOfBusyReadersAreTold", Channels::interruptsOfBusyReadersAreTold)
                .run(args);
    }

    private static void echo(boolean direct) throws Exception {
        try (ServerSocketChannel server = listen()) {
            Crew crew = new Crew();
            crew.start("acceptor", () -> {
                for (int i = 0; i < CLIENTS; i++) {
                    SocketChannel channel = server.accept();
                    crew.start("server-" + i, () -> echoUntilEnd(channel, buffer(direct, 64)));
                }
            });
            Crew clients = new Crew();
            for (int i = 0; i < CLIENTS; i++) {
                int id = i;
                clients.start("client-" + i, () -> askTwenty(server, id, direct));
            }
            clients.join();
            crew.join();
        }
    }

    private static void askTwenty(ServerSocketChannel server, int id, boolean direct) throws IOException {
        try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            ByteBuffer buffer = buffer(direct, 100);
            for (int round = 0; round < 20; round++) {
                byte[] text = ("client " + id + " round " + round).getBytes(StandardCharsets.UTF_8);
                buffer.clear().put(text).flip();
                writeAll(channel, buffer);
                buffer.clear().limit(text.length);
                readAll(channel, buffer);
                byte[] back = new byte[text.length];
                buffer.flip().get(back);
                Check.equal(back, text, "echo");
            }
        }
    }

    /** A read that ends as the interrupt comes is told of it: the next one must not find a channel that somebody has closed. */
    private static void interruptsOfBusyReadersAreTold() throws Exception {
        for (int i = 0; i < INTERRUPTS; i++) {
            Crew crew = new Crew();
            CountDownLatch reads = new CountDownLatch(1);
            FileChannel zero = FileChannel.open(Path.of("/dev/zero"));
            Thread reader = crew.start("reader", () -> {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                Check.thrown(ClosedByInterruptException.class, () -> {
                    while (true) {
                        zero.read(buffer.clear());
                        reads.countDown();
                    }
                });
            });
            reads.await();
            reader.interrupt();
            crew.join();
            Check.that(!zero.isOpen(), "the channel is closed");
        }
    }

    private static void halfClose() throws Exception {
        try (ServerSocketChannel server = listen()) {
            Crew crew = new Crew();
            crew.start("server", () -> {
                try (SocketChannel channel = server.accept()) {
                    long sum = 0;
                    ByteBuffer buffer = ByteBuffer.allocate(1_000);
                    while (channel.read(buffer.clear()) >= 0) {
                        buffer.flip();
                        while (buffer.hasRemaining()) {
                            sum += buffer.get();
                        }
                    }
                    Thread.sleep(20);
                    writeAll(channel, buffer.clear().putLong(sum).flip());
                }
            });
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                ByteBuffer ones = ByteBuffer.allocate(100_000);
                while (ones.hasRemaining()) {
                    ones.put((byte) 1);
                }
                writeAll(channel, ones.flip());
                channel.shutdownOutput();
                ByteBuffer answer = ByteBuffer.allocate(8);
                readAll(channel, answer);
                Check.equal(answer.flip().getLong(), 100_000L, "sum");
                Check.equal(channel.read(ByteBuffer.allocate(1)), -1, "end of stream");
            }
            crew.join();
        }
    }

    /** More than the socket buffers hold, so that both writers block until the readers read. */
    private static void bulkBothWays() throws Exception {
        try (ServerSocketChannel server = listen();
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Crew crew = new Crew();
            crew.start("client-writer", () -> writeBulk(client, 1));
            crew.start("server-writer", () -> writeBulk(accepted, 2));
            Thread.sleep(50);
            crew.start("client-reader", () -> readBulk(client, 2));
            crew.start("server-reader", () -> readBulk(accepted, 1));
            crew.join();
        }
    }

    private static void gatherAndScatter() throws Exception {
        try (ServerSocketChannel server = listen();
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Crew crew = new Crew();
            crew.start("reader", () -> {
                ByteBuffer[] parts = {ByteBuffer.allocate(4), ByteBuffer.allocate(8)};
                while (parts[1].hasRemaining()) {
                    Check.that(accepted.read(parts) >= 0, "not yet the end");
                }
                Check.equal(parts[0].flip().getInt(), 7, "first part");
                Check.equal(parts[1].flip().getLong(), 8L, "second part");
            });
            Thread.sleep(20);
            ByteBuffer[] parts = {ByteBuffer.allocate(4).putInt(7).flip(), ByteBuffer.allocate(8).putLong(8).flip()};
            while (parts[1].hasRemaining()) {
                client.write(parts);
            }
            crew.join();
        }
    }

    private static void streams() throws Exception {
        try (ServerSocketChannel server = listen()) {
            Crew crew = new Crew();
            crew.start("server", () -> {
                try (SocketChannel channel = server.accept();
                        BufferedReader in = reader(channel);
                        PrintWriter out = writer(channel)) {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        out.println("re: " + line);
                    }
                }
            });
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                    BufferedReader in = reader(channel);
                    PrintWriter out = writer(channel)) {
                for (int i = 0; i < 20; i++) {
                    out.println("line " + i);
                    Check.equal(in.readLine(), "re: line " + i, "answer");
                }
            }
            crew.join();
        }
    }

    @SuppressWarnings("try") // to close early is the point
    private static void closeWakesReader() throws Exception {
        try (ServerSocketChannel server = listen();
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Crew crew = new Crew();
            crew.start("reader", () -> Check.thrown(
                    AsynchronousCloseException.class, () -> accepted.read(ByteBuffer.allocate(1))));
            Thread.sleep(100);
            accepted.close();
            crew.join();
            Check.equal(client.read(ByteBuffer.allocate(1)), -1, "the other side sees the end");
        }
    }

    private static void closeWakesAccept() throws Exception {
        ServerSocketChannel server = listen();
        Crew crew = new Crew();
        crew.start("acceptor", () -> Check.thrown(AsynchronousCloseException.class, server::accept));
        Thread.sleep(100);
        server.close();
        crew.join();
    }

    private static void interruptClosesReader() throws Exception {
        try (ServerSocketChannel server = listen();
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            Crew crew = new Crew();
            Thread reader = crew.start("reader", () -> {
                Check.thrown(ClosedByInterruptException.class, () -> accepted.read(ByteBuffer.allocate(1)));
                Check.that(Thread.interrupted(), "the interrupt flag stays");
            });
            Thread.sleep(100);
            reader.interrupt();
            crew.join();
            Check.that(!accepted.isOpen(), "the channel is closed");
            Check.equal(client.read(ByteBuffer.allocate(1)), -1, "the other side sees the end");
        }
    }

    private static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    }

    private static void echoUntilEnd(SocketChannel accepted, ByteBuffer buffer) throws IOException {
        try (SocketChannel channel = accepted) {
            while (channel.read(buffer.clear()) >= 0) {
                writeAll(channel, buffer.flip());
            }
        }
    }

    private static void writeBulk(SocketChannel channel, int seed) throws IOException {
        ByteBuffer bulk = ByteBuffer.allocateDirect(BULK);
        for (int i = 0; i < BULK; i++) {
            bulk.put((byte) (i * 31 + seed));
        }
        writeAll(channel, bulk.flip());
    }

    private static void readBulk(SocketChannel channel, int seed) throws IOException {
        ByteBuffer bulk = ByteBuffer.allocateDirect(BULK);
        readAll(channel, bulk);
        bulk.flip();
        for (int i = 0; i < BULK; i++) {
            if (bulk.get() != (byte) (i * 31 + seed)) {
                throw new AssertionError("wrong byte at " + i);
            }
        }
    }

    private static void writeAll(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void readAll(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            Check.that(channel.read(buffer) >= 0, "not yet the end");
        }
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(java.nio.channels.Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static PrintWriter writer(SocketChannel channel) {
        return new PrintWriter(java.nio.channels.Channels.newWriter(channel, StandardCharsets.UTF_8), true);
    }
}
