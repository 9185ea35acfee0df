package capriccio.seda.haboob;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SingleThreadedEventHandlerIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;
import seda.sandStorm.lib.aSocket.ATcpServerSocketClosedEvent;
import static java.util.Objects.requireNonNull;

/** The {@code httpServer} stage: listens, parses packets, and passes requests on. */
final class HttpServer extends Handler implements SingleThreadedEventHandlerIF {
    private static final int BACKLOG = 4096;

    private final InetAddress address;
    private final int port;
    private final SinkIF next;
    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable SinkIF own;
    private @Nullable ATcpServerSocket socket;

    HttpServer(InetAddress address, int port, SinkIF next) {
        this.address = address;
        this.port = port;
        this.next = next;
    }

    @Override
    public void init(ConfigDataIF config) throws IOException {
        own = config.getStage().getSink();
        socket = new ATcpServerSocket(address, port, own, -1, BACKLOG);
    }

    /** Completes with the port once it listens, exceptionally if it cannot. */
    CompletableFuture<Integer> listening() {
        return listening;
    }

    /** Stops listening; open connections are served on. */
    void stopListening() throws InterruptedException {
        requireNonNull(socket, "init comes first").close();
        closed.await(1, TimeUnit.SECONDS);
    }

    /** Whether every request has been answered and written. */
    boolean isIdle() {
        return connections.stream().allMatch(HttpConnection::isIdle);
    }

    /** Connections not known to be closed. */
    int connections() {
        return connections.size();
    }

    @Override
    void on(QueueElementIF event) throws Exception {
        if (event instanceof ATcpInPacket packet) {
            HttpConnection connection = (HttpConnection) packet.getConnection().userTag;
            connection.parse(packet.getBytes(), next);
        } else if (event instanceof HttpConnection.Continue drained) {
            drained.connection().proceed(next);
        } else if (event instanceof ATcpConnection tcp) {
            open(tcp);
        } else if (event instanceof SinkClosedEvent gone) {
            HttpConnection connection = (HttpConnection) ((ATcpConnection) gone.sink).userTag;
            connections.remove(connection);
            next.enqueue(new SinkClosedEvent(connection));
        } else if (event instanceof ATcpListenSuccessEvent success) {
            listening.complete(success.getSocket().getLocalPort());
        } else if (event instanceof ATcpListenFailedEvent failed) {
            listening.completeExceptionally(new IOException(failed.getMessage()));
        } else if (event instanceof ATcpServerSocketClosedEvent) {
            closed.countDown();
        }
    }

    private void open(ATcpConnection tcp) throws IOException {
        HttpConnection connection = new HttpConnection(tcp, requireNonNull(own, "init comes first"));
        tcp.userTag = connection;
        connections.add(connection);
        try {
            tcp.getSocket().setTcpNoDelay(true);
        } catch (SocketException reset) {
            // reset already: the reader finds out
        }
        tcp.startReader(connection.gate());
    }
}
