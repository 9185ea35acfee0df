package seda.sandStorm.lib.Gnutella;

import static java.nio.charset.StandardCharsets.US_ASCII;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerException;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SingleThreadedEventHandlerIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.ssTimer;
import seda.sandStorm.lib.aSocket.ATcpClientSocket;
import seda.sandStorm.lib.aSocket.ATcpConnectFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpConnection;
import seda.sandStorm.lib.aSocket.ATcpInPacket;
import seda.sandStorm.lib.aSocket.ATcpListenFailedEvent;
import seda.sandStorm.lib.aSocket.ATcpListenSuccessEvent;
import seda.sandStorm.lib.aSocket.ATcpServerSocket;

/**
 * Gnutella 0.4 as events. The sink gets each {@link GnutellaConnection} after its handshake, in either direction, then the
 * connection's {@link GnutellaPacket}s in order, a {@code SinkCloggedEvent} for each packet that was dropped because too
 * many wait, and at the end, unless the connection was closed on this side, one {@code SinkClosedEvent}. All are offered
 * with {@code enqueue_lossy}: a packet that the sink refuses is dropped, a connection that it refuses is closed.
 *
 * <p>A peer that does not speak the protocol is cut off: wrong words, none in time, a payload of a length that cannot be.
 */
public class GnutellaServer implements EventHandlerIF, GnutellaConst {
    private static final int BACKLOG = 1024;
    /** Packets of the socket layer that may wait for this stage; the rest waits in the sockets. */
    private static final int MAX_WAITING = 1000;
    private static final AtomicInteger SERVERS = new AtomicInteger();

    private static final class Sweep implements QueueElementIF {}

    /** Connections are parsed in the order of their packets: the stage has one thread, whatever a size controller thinks. */
    private static final class Stage implements EventHandlerIF, SingleThreadedEventHandlerIF {
        private final GnutellaServer server;

        Stage(GnutellaServer server) {
            this.server = server;
        }

        @Override
        public void handleEvent(QueueElementIF event) throws EventHandlerException {
            server.handleEvent(event);
        }

        @Override
        public void handleEvents(QueueElementIF[] events) throws EventHandlerException {
            server.handleEvents(events);
        }

        @Override
        public void init(ConfigDataIF config) throws Exception {
            server.init(config);
        }

        @Override
        public void destroy() {
            server.destroy();
        }
    }

    private final ConnectionLimits limits;
    private final InetSocketAddress address; // null if it does not listen
    private final Set<GnutellaConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<GnutellaPacket> parsed = new ArrayList<>(); // only accessed by the stage
    private final Set<GnutellaConnection> shaking = ConcurrentHashMap.newKeySet(); // changed by the stage only
    private final CompletableFuture<Integer> bound = new CompletableFuture<>();
    private volatile SinkIF sink;
    private SinkIF own;
    private ATcpServerSocket socket;
    private ssTimer timer;

    /** Listens at the default port. */
    public GnutellaServer(ManagerIF manager, SinkIF sink) throws Exception {
        this(manager, sink, DEFAULT_GNUTELLA_PORT);
    }

    /** Listens at that port of all addresses; port 0 does not listen. */
    public GnutellaServer(ManagerIF manager, SinkIF sink, int port) throws Exception {
        this(manager, sink, port == 0 ? null : new InetSocketAddress(port), ConnectionLimits.DEFAULT);
    }

    /**
     * Listens at one address, with limits of its own; port 0 lets the system pick, null does not listen. Not in the
     * original.
     */
    public GnutellaServer(ManagerIF manager, SinkIF sink, InetSocketAddress address, ConnectionLimits limits)
            throws Exception {
        this.sink = sink;
        this.address = address;
        this.limits = limits;
        manager.createStage("GnutellaServer " + SERVERS.getAndIncrement(), new Stage(this), null);
    }

    /** Called by the runtime. */
    @Override
    public void init(ConfigDataIF config) throws IOException {
        own = config.getStage().getSink();
        // Never refuses what tells of connections or of time: a stage that sheds those leaks.
        own.setEnqueuePredicate(event -> !(event instanceof ATcpInPacket) || own.size() < MAX_WAITING);
        timer = new ssTimer();
        timer.registerEvent(sweepMillis(), new Sweep(), own);
        if (address != null) {
            socket = new ATcpServerSocket(
                    address.getAddress(), address.getPort(), own, limits.writeClogThreshold(), BACKLOG);
        }
    }

    private int sweepMillis() {
        return Math.max(1, limits.handshakeMillis() / 2);
    }

    /** Called by the runtime: stops listening and closes every connection. */
    @Override
    public void destroy() {
        timer.doneWithTimer();
        if (socket != null) {
            socket.close();
        }
        shaking.forEach(this::cut);
        connections.forEach(this::cut);
    }

    /**
     * The port bound, as soon as it is. Not in the original.
     *
     * @throws IOException if the server cannot listen, was not asked to, or does not within {@code millis}
     */
    public int awaitPort(long millis) throws IOException, InterruptedException {
        if (address == null) {
            throw new IOException("this GnutellaServer was created not to listen");
        }
        try {
            return bound.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("cannot listen at " + address + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("not listening at " + address + " within " + millis + " ms", e);
        }
    }

    /** Asks for a connection: the sink gets a {@link GnutellaConnection} or a {@link GnutellaConnectFailedEvent}. */
    public void openConnection(String host, int port) throws UnknownHostException {
        openConnection(InetAddress.getByName(host), port);
    }

    /** Asks for a connection: the sink gets a {@link GnutellaConnection} or a {@link GnutellaConnectFailedEvent}. */
    @SuppressWarnings("UnusedVariable") // the socket answers with events
    public void openConnection(InetAddress host, int port) {
        new ATcpClientSocket(host, port, own, limits.writeClogThreshold(), -1);
    }

    /** Has events go to another sink from now on. */
    public void registerSink(SinkIF newSink) {
        sink = newSink;
    }

    SinkIF sink() {
        return sink;
    }

    /** Sends a packet to every connection but that one, which may be null; dropped where it is closed or clogged. */
    public void sendToAllButOne(GnutellaPacket packet, GnutellaConnection one) {
        byte[] bytes = packet.toBytes();
        for (GnutellaConnection connection : connections) {
            if (connection != one) {
                try {
                    connection.write(bytes);
                } catch (SinkException closed) {
                    // its closed event is under way
                }
            }
        }
    }

    void forget(GnutellaConnection connection) {
        connections.remove(connection);
    }

    // -- the stage --

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public void handleEvent(QueueElementIF event) {
        if (event instanceof ATcpInPacket packet) {
            GnutellaConnection connection = (GnutellaConnection) packet.getConnection().userTag;
            if (!connection.isEnded()) {
                onBytes(connection, ByteBuffer.wrap(packet.getBytes()));
            }
        } else if (event instanceof ATcpConnection tcp) {
            onConnection(tcp);
        } else if (event instanceof SinkClosedEvent closed) {
            onClosed((GnutellaConnection) ((ATcpConnection) closed.sink).userTag);
        } else if (event instanceof ATcpConnectFailedEvent failed) {
            sink.enqueue_lossy(new GnutellaConnectFailedEvent(
                    failed.getSocket().getAddress(), failed.getSocket().getPort()));
        } else if (event instanceof Sweep) {
            sweep();
            timer.registerEvent(sweepMillis(), event, own);
        } else if (event instanceof ATcpListenFailedEvent failed) {
            Log.line("GnutellaServer: cannot listen at " + address + ": " + failed.getMessage());
            bound.completeExceptionally(new IOException(failed.getMessage()));
        } else if (event instanceof ATcpListenSuccessEvent success) {
            bound.complete(success.getSocket().getLocalPort());
        }
    }

    private void onConnection(ATcpConnection tcp) {
        boolean outgoing = tcp.getClientSocket() != null;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.handshakeMillis());
        GnutellaConnection connection =
                new GnutellaConnection(this, tcp, new PacketReader(outgoing ? GNUTELLA_OK : GNUTELLA_CONNECT), deadline);
        tcp.userTag = connection;
        shaking.add(connection);
        try {
            tcp.getSocket().setTcpNoDelay(true);
            if (limits.sendBufferBytes() > 0) {
                tcp.getSocket().setSendBufferSize(limits.sendBufferBytes());
            }
        } catch (SocketException reset) {
            // reset already: the reader finds out
        }
        if (outgoing) {
            say(connection, GNUTELLA_CONNECT);
        }
        tcp.startReader(own);
    }

    private static void say(GnutellaConnection connection, String words) {
        connection.tcp().enqueue_lossy(new BufferElement(words.getBytes(US_ASCII)));
    }

    private void onBytes(GnutellaConnection connection, ByteBuffer bytes) {
        try {
            if (!connection.reader.isShaken()) {
                connection.reader.shake(bytes);
                if (!connection.reader.isShaken() || !onShaken(connection)) {
                    return;
                }
            }
            connection.reader.read(bytes, parsed);
            deliver(connection);
        } catch (PacketReader.ProtocolException e) {
            deliver(connection);
            cut(connection);
            onClosed(connection);
        }
    }

    /** Hands the connection to the sink; false if that does not want it. */
    private boolean onShaken(GnutellaConnection connection) {
        shaking.remove(connection);
        if (!connection.isOutgoing()) {
            say(connection, GNUTELLA_OK);
        }
        connections.add(connection);
        if (!sink.enqueue_lossy(connection)) {
            cut(connection);
            return false;
        }
        return true;
    }

    private void deliver(GnutellaConnection connection) {
        for (GnutellaPacket packet : parsed) {
            packet.gc = connection;
            sink.enqueue_lossy(packet);
        }
        parsed.clear();
    }

    /** Closes a connection without a word to the sink. */
    private void cut(GnutellaConnection connection) {
        try {
            connection.end(null);
        } catch (SinkClosedException already) {
            // by the peer, or by the application
        }
    }

    /** Tells the sink of the end of a connection: that it knows, or that it asked for. */
    private void onClosed(GnutellaConnection connection) {
        forget(connection);
        shaking.remove(connection);
        if (connection.reader.isShaken()) {
            sink.enqueue_lossy(new SinkClosedEvent(connection));
        } else if (connection.isOutgoing()) {
            sink.enqueue_lossy(new GnutellaConnectFailedEvent(connection.getAddress(), connection.getPort()));
        }
    }

    /** Cuts those off whose handshake takes too long. */
    private void sweep() {
        long now = System.nanoTime();
        for (GnutellaConnection connection : shaking) {
            if (now - connection.deadline >= 0) {
                cut(connection);
                onClosed(connection);
            }
        }
    }

    @Override
    public String toString() {
        return "GnutellaServer[" + (address == null ? "not listening" : "port " + address.getPort()) + ", " + connections.size()
                + " connections]";
    }
}
