package capriccio.bench.staged;

import capriccio.knot.server.ThreadFlavour;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/**
 * Reads bursts and acknowledges each with 32 bytes, over aSocket or with a thread for each connection. Prints where it listens;
 * answers each line of its standard input with how many bytes it has read, and when; ends with it.
 */
@Command(name = "bursts", description = "Reads bursts and acknowledges them.")
final class BurstServer implements Callable<Integer> {
    /** Of an acknowledgement. */
    static final int ACK_BYTES = 32;

    /** What an answer begins with; then bytes, and nanoseconds of {@link System#nanoTime}. */
    static final String READ = "read ";

    private static final int BACKLOG = 4_096;
    private static final int READ_BYTES = 16 * 1_024;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int NO_CLOG_THRESHOLD = -1;

    @Option(names = "--kind", required = true, description = "asocket, platform, virtual")
    private String kind = "";

    @Option(names = "--burst", required = true, description = "bytes of a burst")
    private long burst;

    private final LongAdder read = new LongAdder();

    private BurstServer() {}

    /** Runs until its standard input ends. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BurstServer()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int port = kind.equals("asocket") ? listenWithStages() : listenWithThreads(ThreadFlavour.valueOf(kind.toUpperCase(Locale.ROOT)));
        out.println("listening on 127.0.0.1:" + port);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            out.println(READ + read.sum() + " " + System.nanoTime());
        }
        return 0;
    }

    /** A daemon handles the events of all connections, as a stage of one thread would. */
    private int listenWithStages() throws Exception {
        SandstormConfig config = new SandstormConfig();
        config.putString("global.aSocket.provider", "NIO");
        var unused = new Sandstorm(config);
        FiniteQueue events = new FiniteQueue("events");
        ATcpServerSocket server = new ATcpServerSocket(InetAddress.getLoopbackAddress(), 0, events, NO_CLOG_THRESHOLD, BACKLOG);
        QueueElementIF first = events.blocking_dequeue(PATIENCE_MILLIS);
        if (!(first instanceof ATcpListenSuccessEvent)) {
            throw new IOException("cannot listen: " + (first instanceof ATcpListenFailedEvent failed ? failed.getMessage() : "no answer"));
        }
        Thread handler = new Thread(() -> handle(events), "bursts");
        handler.setDaemon(true);
        handler.start();
        return server.getLocalPort();
    }

    private void handle(FiniteQueue events) {
        while (true) {
            for (QueueElementIF event : events.blocking_dequeue_all(-1)) {
                if (event instanceof ATcpConnection connection) {
                    connection.userTag = new long[1];
                    connection.startReader(events);
                } else if (event instanceof ATcpInPacket packet) {
                    read.add(packet.size());
                    long[] got = (long[]) packet.getConnection().userTag;
                    got[0] += packet.size();
                    if (got[0] >= burst) {
                        got[0] -= burst;
                        packet.getConnection().enqueue_lossy(new BufferElement(new byte[ACK_BYTES])); // lost only with its connection
                    }
                }
            }
        }
    }

    private int listenWithThreads(ThreadFlavour flavour) throws IOException {
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        ThreadFactory threads = flavour.factory();
        threads.newThread(() -> accept(server, threads)).start();
        return server.getLocalPort();
    }

    private void accept(ServerSocket server, ThreadFactory threads) {
        try (server) {
            while (true) {
                Socket socket = server.accept();
                threads.newThread(() -> serve(socket)).start();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no more connections are accepted", e);
        }
    }

    private void serve(Socket socket) {
        byte[] buffer = new byte[READ_BYTES];
        byte[] ack = new byte[ACK_BYTES];
        try (socket) {
            InputStream in = socket.getInputStream();
            long got = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read.add(count);
                got += count;
                if (got >= burst) {
                    got -= burst;
                    socket.getOutputStream().write(ack);
                }
            }
        } catch (IOException e) {
            // the load has gone, as it does at its end
        }
    }
}
