package capriccio.bench.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Whatever line one says, all are told: a thread that reads and one that writes for each connection. */
public final class ChatServer {
    private static final String BYE = "";

    private static final Set<BlockingQueue<String>> everybody = ConcurrentHashMap.newKeySet();

    private ChatServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(0, ServerOptions.BACKLOG, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> accept(listener), "acceptor");
        acceptor.setDaemon(true);
        acceptor.start();
        ServerOptions.awaitEnd(listener.getLocalPort());
        System.exit(0);
    }

    private static void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                BlockingQueue<String> toSay = new LinkedBlockingQueue<>();
                toSay.add("hello");
                everybody.add(toSay);
                new Thread(() -> read(socket, toSay), "reader").start();
                new Thread(() -> write(socket, toSay), "writer").start();
            }
        } catch (IOException e) {
            System.err.println("accept: " + e);
        }
    }

    private static void read(Socket socket, BlockingQueue<String> own) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String said = line;
                everybody.forEach(other -> other.add(said));
            }
        } catch (IOException e) {
            System.err.println("reader: " + e);
        } finally {
            everybody.remove(own);
            own.add(BYE);
        }
    }

    private static void write(Socket accepted, BlockingQueue<String> own) {
        try (Socket socket = accepted;
                PrintWriter out = new PrintWriter(socket.getOutputStream(), false, StandardCharsets.US_ASCII)) {
            for (String line = own.take(); !line.equals(BYE); line = own.take()) {
                out.print(line + "\n");
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("writer: " + e);
        }
    }
}
