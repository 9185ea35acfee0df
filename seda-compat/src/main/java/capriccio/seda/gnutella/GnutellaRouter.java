package capriccio.seda.gnutella;

import static java.util.Objects.requireNonNull;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EnqueuePredicateIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkCloggedEvent;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkException;
import seda.sandStorm.api.SinkFullException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.SimpleSink;
import seda.sandStorm.core.ssTimer;
import seda.sandStorm.lib.Gnutella.GnutellaCatcher;
import seda.sandStorm.lib.Gnutella.GnutellaConnectFailedEvent;
import seda.sandStorm.lib.Gnutella.GnutellaConnection;
import seda.sandStorm.lib.Gnutella.GnutellaPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPingPacket;
import seda.sandStorm.lib.Gnutella.GnutellaPongPacket;
import seda.sandStorm.lib.Gnutella.GnutellaQueryPacket;
import seda.sandStorm.lib.Gnutella.GnutellaServer;

/**
 * The router's stage, to be named in a {@code .cfg} file; its arguments are those of {@link RouterSettings}. Neighbours that
 * do not read are closed when too much waits for them; the stage's {@code queueThreshold} sheds packets, and packets only.
 */
public final class GnutellaRouter implements EventHandlerIF {
    private static final long LISTEN_MILLIS = 10_000;
    private static final double NANOS = 1e9;

    /**
     * What the server delivers to. A neighbour is known before its first packet is queued: with several threads a packet may
     * overtake any event before it.
     */
    private final class Front extends SimpleSink {
        @Override
        public void enqueue(QueueElementIF event) throws SinkException {
            if (event instanceof GnutellaConnection connection) {
                onConnection(connection);
            } else {
                requireNonNull(own, "init comes first").enqueue(event);
            }
        }
    }

    /** What the timer asks for. */
    private enum Tick implements QueueElementIF {
        AGE,
        STATISTICS
    }

    private final Map<GnutellaConnection, Neighbour> neighbours = new ConcurrentHashMap<>();
    private final RouterCounts counts = new RouterCounts();
    private @Nullable RouterSettings settings;
    private @Nullable Routing routing;
    private @Nullable GnutellaServer server;
    private @Nullable SinkIF own;
    private @Nullable ssTimer timer;
    private @Nullable EventTypeFilter filter;
    private int port;

    // guarded by counts
    private long lastPackets;
    private long lastNanos = System.nanoTime();

    /** Called by the runtime, which sets everything else in {@link #init}. */
    public GnutellaRouter() {}

    @Override
    public void init(ConfigDataIF config) throws Exception {
        RouterSettings s = RouterSettings.of(config);
        settings = s;
        own = config.getStage().getSink();
        routing = new Routing(s.routes(), this::sendToAllBut, counts);
        EnqueuePredicateIF threshold = own.getEnqueuePredicate();
        if (s.filter() && threshold != null) {
            filter = new EventTypeFilter(GnutellaPacket.class, threshold);
            own.setEnqueuePredicate(filter);
        }
        timer = new ssTimer();
        schedule(Tick.AGE, s.routeMillis());
        schedule(Tick.STATISTICS, s.statsMillis());
        server = new GnutellaServer(config.getManager(), new Front(), s.listen(), s.limits());
        port = server.awaitPort(LISTEN_MILLIS);
        System.out.println("listening on " + s.listen().getAddress().getHostAddress() + ":" + port);
        connect(config, s);
        if (s.exitWithStdin()) {
            Thread watch = new Thread(GnutellaRouter::awaitEndOfInput, "gnutella stdin");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // only its end matters
            }
        } catch (IOException e) {
            Log.failure("Gnutella: standard input failed: " + e, e);
        }
        System.exit(0);
    }

    private void connect(ConfigDataIF config, RouterSettings s) throws Exception {
        GnutellaServer to = requireNonNull(server, "set before");
        for (String host : s.neighbours()) {
            InetSocketAddress address = RouterSettings.parse(host);
            to.openConnection(address.getAddress(), address.getPort());
        }
        if (s.catches() > 0) {
            String seed = requireNonNull(s.seed(), "router argument catch needs seed as well");
            InetSocketAddress address = RouterSettings.parse(seed);
            new GnutellaCatcher(config.getManager(), to).doCatch(s.catches(), address.getHostString(), address.getPort());
        }
    }

    @Override
    public void destroy() {
        requireNonNull(timer, "init comes first").doneWithTimer();
    }

    private void schedule(Tick tick, int millis) {
        if (millis > 0) {
            requireNonNull(timer, "init comes first").registerEvent(millis, tick, requireNonNull(own, "init comes first"));
        }
    }

    // -- events --

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public void handleEvent(QueueElementIF event) {
        try {
            on(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the stage ends
        } catch (Exception e) {
            Log.failure("Gnutella: router got exception: " + e, e); // the rest of the batch is of other neighbours
        }
    }

    private void on(QueueElementIF event) throws Exception {
        if (event instanceof GnutellaPacket packet) {
            onPacket(packet);
        } else if (event instanceof SinkCloggedEvent clogged) {
            onClogged((GnutellaConnection) clogged.sink);
        } else if (event instanceof SinkClosedEvent closed) {
            forget((GnutellaConnection) closed.sink);
        } else if (event instanceof GnutellaConnectFailedEvent) {
            counts.failedConnects.increment();
        } else if (event instanceof Tick tick) {
            onTick(tick);
        }
    }

    private void onPacket(GnutellaPacket packet) throws InterruptedException, UnknownHostException {
        RouterSettings s = requireNonNull(settings, "init comes first");
        if (packet instanceof GnutellaQueryPacket && s.queryMillis() > 0) {
            Thread.sleep(s.queryMillis());
        }
        Neighbour from = neighbours.get(packet.getConnection());
        if (from == null) {
            return; // closed since
        }
        boolean isNew = requireNonNull(routing, "init comes first").route(packet, from);
        if (isNew && s.pongs() && packet instanceof GnutellaPingPacket) {
            from.send(pong(packet));
        }
    }

    /** We are here and share nothing; goes as far back as the ping has come, this hop included. */
    private GnutellaPongPacket pong(GnutellaPacket ping) throws UnknownHostException {
        InetAddress address = requireNonNull(settings, "init comes first").listen().getAddress();
        InetAddress named = address.isAnyLocalAddress() || !(address instanceof Inet4Address) ? InetAddress.getLocalHost() : address;
        GnutellaPongPacket pong = new GnutellaPongPacket(ping.getGUID(), port, named, 0, 0);
        pong.ttl = ping.hops;
        return pong;
    }

    private void onConnection(GnutellaConnection connection) throws SinkFullException {
        int most = requireNonNull(settings, "init comes first").maxConnections();
        if (neighbours.size() >= most) {
            counts.turnedAway.increment();
            throw new SinkFullException("there are " + most + " neighbours already");
        }
        neighbours.put(connection, new Neighbour(connection));
        counts.connections.increment();
    }

    /** A neighbour takes less than it is sent: what waits for it would be without end. */
    private void onClogged(GnutellaConnection connection) {
        if (forget(connection)) {
            counts.cloggedClosed.increment();
            close(connection);
        }
    }

    private static void close(GnutellaConnection connection) {
        try {
            connection.close(null);
        } catch (SinkClosedException already) {
            // by the peer
        }
    }

    private boolean forget(GnutellaConnection connection) {
        Neighbour neighbour = neighbours.remove(connection);
        if (neighbour != null) {
            neighbour.close();
        }
        return neighbour != null;
    }

    private void sendToAllBut(GnutellaPacket packet, Neighbour from) {
        requireNonNull(server, "init comes first").sendToAllButOne(packet, from.connection());
    }

    private void onTick(Tick tick) {
        RouterSettings s = requireNonNull(settings, "init comes first");
        switch (tick) {
            case AGE -> {
                requireNonNull(routing, "init comes first").age();
                schedule(tick, s.routeMillis());
            }
            case STATISTICS -> {
                Log.line(statistics());
                schedule(tick, s.statsMillis());
            }
        }
    }

    private String statistics() {
        synchronized (counts) {
            long packets = counts.packets();
            long nanos = System.nanoTime();
            double rate = (packets - lastPackets) * NANOS / Math.max(1, nanos - lastNanos);
            lastPackets = packets;
            lastNanos = nanos;
            SinkIF queue = requireNonNull(own, "init comes first");
            return counts.line(neighbours.size(), queue.size(), filter == null ? 0 : filter.refused(), rate);
        }
    }

    // -- for tests --

    int port() {
        return port;
    }

    int neighbours() {
        return neighbours.size();
    }

    RouterCounts counts() {
        return counts;
    }

    int routes() {
        return requireNonNull(routing, "init comes first").routes();
    }
}
