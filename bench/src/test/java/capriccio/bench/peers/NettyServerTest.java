package capriccio.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import capriccio.bench.fileset.RequestMix;
import capriccio.knot.cache.PageCache;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NettyServerTest {
    private static final byte[] LARGE = new byte[1 << 20];
    private static final byte[] SMALL = new byte[100];

    @TempDir
    private Path root;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CountDownLatch mayCompute = new CountDownLatch(1);
    private final Offload offload = new Offload(this::compute, 1);
    private PageCache cache;
    private Channel server;
    private Channel computing;

    @BeforeEach
    void start() throws Exception {
        Random random = new Random(3);
        random.nextBytes(LARGE);
        random.nextBytes(SMALL);
        Files.write(root.resolve("large"), LARGE);
        Files.write(root.resolve("small"), SMALL);
        Files.write(root.resolve("page" + RequestMix.LIGHT), SMALL);
        cache = PageCache.of(root, 10_000_000);
        server = NettyServer.listen(group, cache, new Offload(null, 1), 0);
        computing = NettyServer.listen(group, cache, offload, 0);
    }

    private void compute() {
        try {
            mayCompute.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close().sync();
        computing.close().sync();
        offload.close();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }

    private Socket connect() throws IOException {
        return connect(server);
    }

    private static Socket connect(Channel server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024); // so that it is the server which holds what is not read
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static void send(Socket socket, String path, int times) throws IOException {
        String request = "GET /" + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
        socket.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
    }

    private static DataInputStream input(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static void expect(DataInputStream in, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
        byte[] read = new byte[body.length];
        in.readFully(read);
        assertThat(read).isEqualTo(body);
    }

    @Test
    void aDeafClientIsAnsweredOnceItReadsAndNotBefore() throws Exception {
        int large = 60;
        int small = 5_000;
        try (Socket deaf = connect();
                Socket other = connect()) {
            send(deaf, "large", large);
            await().until(() -> cache.hits() + cache.misses() > 0);
            // The event loop has answered what it will of the first packet before it serves another connection.
            DataInputStream otherIn = input(other);
            for (int i = 0; i < 10; i++) {
                send(other, "small", 1);
                expect(otherIn, SMALL);
            }
            // As much as the sockets' buffers take, which is far less than what was asked.
            assertThat(cache.hits() + cache.misses()).isLessThan(10 + large / 2);
            Thread sender = new Thread(() -> {
                try {
                    send(deaf, "small", small);
                } catch (IOException e) {
                    // the reader sees it
                }
            });
            sender.start();
            DataInputStream in = input(deaf);
            for (int i = 0; i < large + small; i++) {
                expect(in, i < large ? LARGE : SMALL);
            }
            sender.join();
        }
    }

    @Test
    void nothingIsAnsweredAfterTheLastRequest() throws Exception {
        try (Socket socket = connect()) {
            String last = "GET /small HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((last + last).getBytes(StandardCharsets.US_ASCII));
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(new String(all, StandardCharsets.ISO_8859_1)).containsOnlyOnce("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aRequestThatComputesHoldsUpItsOwnConnectionOnly() throws Exception {
        String light = "page" + RequestMix.LIGHT;
        try (Socket heavy = connect(computing);
                Socket other = connect(computing)) {
            send(heavy, "large", 1);
            send(heavy, light, 2);
            DataInputStream otherIn = input(other);
            for (int i = 0; i < 10; i++) {
                send(other, light, 1);
                expect(otherIn, SMALL);
            }
            assertThat(heavy.getInputStream().available()).isZero();
            mayCompute.countDown();
            DataInputStream in = input(heavy);
            expect(in, LARGE);
            expect(in, SMALL);
            expect(in, SMALL);
        }
    }
}
