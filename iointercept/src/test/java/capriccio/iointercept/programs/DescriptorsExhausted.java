package capriccio.iointercept.programs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients take all descriptors that the process may have, so that its server cannot accept. What waits in the backlog is
 * accepted once there are some again. To be run with a low limit of open files.
 */
public final class DescriptorsExhausted {
    private static final int PAUSE_MILLIS = 20;
    private static final int ROUNDS = 3;
    private static final int SPARE = 3;
    private static final int MOST = 10_000;

    private DescriptorsExhausted() {}

    public static void main(String[] args) {
        new Cases().add("exhaustAndRecover", DescriptorsExhausted::exhaustAndRecover).run(args);
    }

    private static void exhaustAndRecover() throws Exception {
        EchoServer server = new EchoServer();
        try {
            try (Socket first = server.connect()) {
                echo(first, 1); // loads what is loaded once
            }
            server.awaitIdle();
            int before = Descriptors.sockets();
            for (int round = 0; round < ROUNDS; round++) {
                int refused = server.refused.get();
                Deque<Socket> clients = new ArrayDeque<>();
                Deque<InputStream> spare = spareDescriptors();
                exhaust(server, clients);
                while (server.refused.get() == refused) {
                    Thread.sleep(PAUSE_MILLIS); // the server meets the limit
                    if (!spare.isEmpty() && server.refused.get() == refused) {
                        // it may have taken the last one: then this one makes a connection that it cannot accept
                        spare.removeFirst().close();
                        exhaust(server, clients);
                    }
                }
                for (InputStream in : spare) {
                    in.close();
                }
                int closing = clients.size() / 2;
                for (int i = 0; i < closing; i++) {
                    clients.removeFirst().close();
                }
                while (!clients.isEmpty()) {
                    try (Socket client = clients.removeFirst()) {
                        echo(client, round);
                    }
                }
                server.awaitIdle();
                Descriptors.awaitSockets(before);
            }
            IdleCarriers.await();
        } finally {
            server.stop();
        }
    }

    private static Deque<InputStream> spareDescriptors() throws IOException {
        Deque<InputStream> spare = new ArrayDeque<>();
        for (int i = 0; i < SPARE; i++) {
            spare.add(new FileInputStream("/dev/null"));
        }
        return spare;
    }

    private static void exhaust(EchoServer server, Deque<Socket> clients) {
        IOException full = Check.thrown(IOException.class, () -> {
            for (int i = 0; i < MOST; i++) {
                clients.add(server.connect());
            }
        });
        Check.that(String.valueOf(full.getMessage()).contains("Too many open files"), "the limit is what failed: " + full);
    }

    private static void echo(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        Check.equal(client.getInputStream().read(), b, "echo");
    }

    /** A thread for each connection; its acceptor pauses when it fails. */
    private static final class EchoServer {
        final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger active = new AtomicInteger();
        private final ServerSocket listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        private final Crew crew = new Crew();

        EchoServer() throws IOException {
            crew.start("acceptor", this::accept);
        }

        Socket connect() throws IOException {
            return new Socket(listener.getInetAddress(), listener.getLocalPort());
        }

        private void accept() throws InterruptedException {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    active.incrementAndGet();
                    new Thread(() -> serve(socket), "echo").start();
                } catch (IOException e) {
                    refused.incrementAndGet();
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }

        private void serve(Socket accepted) {
            try (Socket socket = accepted) {
                for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
                    socket.getOutputStream().write(b);
                }
            } catch (IOException e) {
                System.out.println("echo: " + e);
            } finally {
                active.decrementAndGet();
            }
        }

        void awaitIdle() throws InterruptedException {
            while (active.get() > 0) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }

        void stop() throws Exception {
            listener.close();
            crew.join();
        }
    }
}
