package capriccio.iointercept.programs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A client as database drivers are built: its constructors connect, shake hands and read over a socket, those of its
 * superclass too, and write final fields afterwards. Under the agent none of them may hold a carrier.
 */
@SuppressWarnings("ThreadPriorityCheck") // a suspension more, wherever one may be
public final class BlockingConstructors {
    private static final int CLIENTS = 30;

    private BlockingConstructors() {}

    public static void main(String[] args) {
        new Cases()
                .add("connect", () -> each(port -> {
                    Connection c = new Connection(port, "user");
                    Check.equal(c.describe(), "greeting/user 7/3,cursor 4", "a connection");
                    Check.equal(new Connection(port).describe(), "greeting/guest 7/3,cursor 4", "a default connection");
                }))
                .add("refused", () -> each(port -> {
                    IOException e = Check.thrown(IOException.class, () -> new Connection(port, "nobody"));
                    Check.equal(e.getMessage(), "refused: nobody after greeting", "message");
                }))
                .add("references", () -> each(port -> {
                    Maker maker = Connection::new;
                    Check.equal(maker.make(port, "made").describe(), "greeting/made 7/3,cursor 4", "by reference");
                }))
                .add("compressed", () -> each(BlockingConstructors::compressed))
                .run(args);
    }

    private interface Client {
        void talk(int port) throws Exception;
    }

    private interface Maker {
        Connection make(int port, String user) throws IOException;
    }

    /** Many clients at once, and a server that answers a line at a time. */
    private static void each(Client client) throws Exception {
        ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
        try {
            Crew crew = new Crew();
            crew.start("acceptor", () -> accept(server, crew));
            List<Thread> clients = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(crew.start("client-" + i, () -> client.talk(server.getLocalPort())));
            }
            for (Thread t : clients) {
                t.join();
            }
            server.close();
            crew.join();
        } finally {
            server.close();
        }
    }

    private static void accept(ServerSocket server, Crew crew) {
        try {
            while (true) {
                Socket s = server.accept();
                crew.start("server", () -> serve(s));
            }
        } catch (IOException e) {
            Check.that(server.isClosed(), "the server was closed");
        }
    }

    private static void serve(Socket socket) throws IOException {
        try (socket) {
            Wire wire = new Wire(socket);
            wire.say("greeting");
            for (String line = wire.in.readLine(); line != null; line = wire.in.readLine()) {
                Thread.yield(); // the client waits in its constructor
                switch (line) {
                    case "version" -> wire.say("3");
                    case "cursor" -> wire.say("4");
                    case "zip" -> {
                        zip(socket);
                        return;
                    }
                    case "login nobody" -> wire.say("refused: nobody");
                    default -> wire.say(line.substring("login ".length()) + " 7");
                }
            }
        }
    }

    private static void zip(Socket socket) throws IOException {
        try (OutputStream out = new GZIPOutputStream(socket.getOutputStream())) { // writes a header
            out.write("unzipped".getBytes(US_ASCII));
        }
    }

    private static void compressed(int port) throws IOException {
        try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Wire wire = new Wire(s);
            Check.equal(wire.read(), "greeting", "greeting");
            wire.say("zip");
            GZIPInputStream in = new GZIPInputStream(s.getInputStream()); // reads the header
            Check.equal(new String(in.readAllBytes(), US_ASCII), "unzipped", "text");
        }
    }

    /** Lines over a socket. */
    private static final class Wire {
        final BufferedReader in;
        private final OutputStream out;

        Wire(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 64);
            out = socket.getOutputStream();
        }

        void say(String line) throws IOException {
            out.write((line + "\n").getBytes(US_ASCII));
        }

        String read() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new EOFException("no answer");
            }
            return line;
        }

        String ask(String line) throws IOException {
            say(line);
            return read();
        }

        String askOrFail(String line) {
            try {
                return ask(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Connects and reads the greeting. */
    private abstract static class Transport {
        final Wire wire;
        final String greeting;
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress().getHostAddress(), port());
        private static final ThreadLocal<Integer> PORT = new ThreadLocal<>();

        /** @param set what {@link #set} returned: it must be called before the fields are made */
        @SuppressWarnings("UnusedVariable")
        Transport(int set) throws IOException {
            Wire made = new Wire(socket);
            String first = made.read();
            synchronized (this) {
                Thread.yield();
                wire = made;
            }
            greeting = first;
        }

        private static int port() {
            return PORT.get();
        }

        static int set(int port) {
            PORT.set(port);
            return port;
        }

        void close() throws IOException {
            socket.close();
        }
    }

    /** What the server says of itself. */
    private record Version(Wire wire, String number) {
        Version {
            number = wire.askOrFail(number);
        }
    }

    private static final class Connection extends Transport {
        private final String session;
        private final Version version;
        private final Cursor cursor;

        Connection(int port) throws IOException {
            this(port, "guest");
            Thread.yield();
        }

        Connection(int port, String user) throws IOException {
            super(set(port));
            String answer;
            try {
                answer = wire.ask("login " + user);
                if (answer.startsWith("refused")) {
                    throw new IOException(answer + " after " + greeting);
                }
            } catch (IOException e) {
                close();
                throw e;
            }
            session = answer;
            version = new Version(wire, "version");
            cursor = new Cursor();
            close();
        }

        String describe() {
            return greeting + "/" + session + "/" + version.number + "," + cursor.name;
        }

        /** Its outer object is not complete yet. */
        private final class Cursor {
            final String name;

            Cursor() throws IOException {
                name = "cursor " + wire.ask("cursor");
            }
        }
    }
}
