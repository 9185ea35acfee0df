package capriccio.iointercept.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A server thread per connection while every connection is idle.
 *
 * <p>{@code IdleConnections N} holds both sides in one process. {@code IdleConnections serve N} is the server alone: it
 * prints its port, then, when all connections have echoed once and wait for more, the count of its threads.
 * {@code IdleConnections hold PORT N} is the client side: it prints {@code HELD} and, once a line comes on its standard
 * input, asks each connection for one more echo and closes it.
 */
public final class IdleConnections {
    private static final int BACKLOG = 4_096;

    private IdleConnections() {}

    public static void main(String[] args) {
        try {
            switch (args[0]) {
                case "serve" -> new Server(Integer.parseInt(args[1])).run(held -> {});
                case "hold" -> hold(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
                default -> bothSides(Integer.parseInt(args[0]));
            }
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }

    private static void bothSides(int count) throws Exception {
        Server server = new Server(count);
        Holder holder = new Holder();
        Crew client = new Crew();
        client.start("holder", () -> holder.open(server.port(), count));
        server.run(idle -> client.start("closer", holder::close));
        client.join();
    }

    private static void hold(int port, int count) throws IOException {
        Holder holder = new Holder();
        holder.open(port, count);
        System.out.println("HELD " + count);
        Check.that(System.in.read() >= 0, "standard input says when to close");
        holder.close();
        System.out.println("OK closed=" + count);
    }

    private interface WhenIdle {
        void idle(int osThreads);
    }

    /** Echoes bytes, with a thread for each connection. */
    private static final class Server {
        private final int count;
        private final CountDownLatch echoedOnce;
        private final ServerSocket socket;
        private final Crew crew = new Crew();
        private final Crew handlers = new Crew();

        Server(int count) throws IOException {
            this.count = count;
            echoedOnce = new CountDownLatch(count);
            socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        }

        int port() {
            return socket.getLocalPort();
        }

        void run(WhenIdle whenIdle) throws Exception {
            System.out.println("PORT " + port());
            crew.start("acceptor", this::accept);
            echoedOnce.await();
            Thread.sleep(500);
            int osThreads = OsThreads.count();
            System.out.println("IDLE connections=" + count + " osThreads=" + osThreads);
            whenIdle.idle(osThreads);
            crew.join();
            handlers.join();
            socket.close();
            System.out.println("OK connections=" + count + " osThreads=" + osThreads);
        }

        private void accept() throws IOException {
            for (int i = 0; i < count; i++) {
                Socket connection = socket.accept();
                handlers.start("connection-" + i, () -> echo(connection));
            }
        }

        private void echo(Socket accepted) throws IOException {
            try (Socket connection = accepted) {
                InputStream in = connection.getInputStream();
                OutputStream out = connection.getOutputStream();
                int echoes = 0;
                for (int b = in.read(); b >= 0; b = in.read()) {
                    out.write(b);
                    echoes++;
                    if (echoes == 1) {
                        echoedOnce.countDown();
                    }
                }
                Check.equal(echoes, 2, "echoes on a connection");
            }
        }
    }

    /** The client side: many connections, one thread. */
    private static final class Holder {
        private final List<Socket> sockets = new ArrayList<>();

        void open(int port, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                ask(socket, i & 0x7f);
            }
        }

        void close() throws IOException {
            for (Socket socket : sockets) {
                ask(socket, 42);
                socket.close();
            }
        }

        private static void ask(Socket socket, int b) throws IOException {
            socket.getOutputStream().write(b);
            Check.equal(socket.getInputStream().read(), b, "echo");
        }
    }
}
