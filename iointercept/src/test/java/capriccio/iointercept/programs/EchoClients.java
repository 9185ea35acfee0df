package capriccio.iointercept.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Clients and their server threads, all in one process, echo lines; arguments are clients and rounds. */
public final class EchoClients {
    private static final int BACKLOG = 4_096;
    private static final int LONG_LINE = 20_000;

    private final int clients;
    private final int rounds;
    private final CountDownLatch connected;
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong echoed = new AtomicLong();

    private EchoClients(int clients, int rounds) {
        this.clients = clients;
        this.rounds = rounds;
        connected = new CountDownLatch(clients);
    }

    public static void main(String[] args) throws Exception {
        int clients = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        try {
            new EchoClients(clients, rounds).run();
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }

    private void run() throws Exception {
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            Crew servers = new Crew();
            Crew all = new Crew();
            all.start("acceptor", () -> accept(server, servers));
            for (int i = 0; i < clients; i++) {
                int id = i;
                all.start("client-" + i, () -> talk(id, server.getLocalPort()));
            }
            connected.await();
            int osThreads = OsThreads.count();
            all.join();
            servers.join();
            long lines = (long) clients * rounds;
            Check.equal(echoed.get(), lines, "lines that came back");
            Check.equal(served.get(), lines, "lines that were served");
            System.out.println("OK clients=" + clients + " lines=" + lines + " osThreads=" + osThreads);
        }
    }

    private void accept(ServerSocket server, Crew servers) throws IOException {
        for (int i = 0; i < clients; i++) {
            Socket socket = server.accept();
            servers.start("server-" + i, () -> serve(socket));
        }
    }

    private void serve(Socket accepted) throws IOException {
        try (Socket socket = accepted;
                BufferedReader in = reader(socket);
                PrintWriter out = writer(socket)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(line);
                served.incrementAndGet();
            }
        }
    }

    private void talk(int id, int port) throws Exception {
        try (Socket socket = connect(id, port);
                BufferedReader in = reader(socket);
                PrintWriter out = writer(socket)) {
            connected.countDown();
            connected.await();
            for (int round = 0; round < rounds; round++) {
                String line = line(id, round);
                out.println(line);
                Check.equal(in.readLine(), line, "echo to client " + id);
                echoed.incrementAndGet();
            }
            socket.shutdownOutput();
            Check.equal(in.readLine(), null, "end of stream of client " + id);
        }
    }

    /** Either connects in the constructor or afterwards. */
    private static Socket connect(int id, int port) throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        if (id % 2 == 0) {
            return new Socket(host, port);
        }
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), 30_000);
        return socket;
    }

    /** A line of its own for each client and round, now and then longer than any buffer. */
    private static String line(int id, int round) {
        String text = "client " + id + " round " + round + " héllo";
        return (id + round) % 50 == 0 ? text + "x".repeat(LONG_LINE) : text;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static PrintWriter writer(Socket socket) throws IOException {
        return new PrintWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8), true);
    }
}
