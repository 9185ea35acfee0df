package seda.sandStorm.lib.Gnutella;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkClosedEvent;
import seda.sandStorm.api.SinkClosedException;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.ssTimer;

/**
 * Finds hosts and has a {@link GnutellaServer} connect to them: pings a seed, then those that pongs name, two levels deep.
 * It looks around for {@link GnutellaConst#DEFAULT_PING_INTERVAL} ms after each call, with connections of its own.
 */
public class GnutellaCatcher implements EventHandlerIF {
    /** Names the seed for {@link #doCatch(int)}, as {@code host} or {@code host:port}. */
    static final String SEED_PROPERTY = "gnutella.seed";

    private static final int LEVELS = 2;
    /** Hosts that are remembered; pongs are cheap to forge. */
    private static final int MAX_HOSTS = 1000;
    private static final AtomicInteger CATCHERS = new AtomicInteger();

    private record Catch(int connections, InetSocketAddress seed) implements QueueElementIF {}

    private record Enough(int round) implements QueueElementIF {}

    private final GnutellaServer server;
    private final GnutellaServer prober;
    private SinkIF own;
    private ssTimer timer;

    // guarded by this
    private final Map<InetSocketAddress, Integer> levels = new HashMap<>(); // of those asked, from 0 for a seed
    private final Set<InetSocketAddress> caught = new HashSet<>();
    private final Set<GnutellaConnection> probes = new HashSet<>();
    private int wanted;
    private int round;

    @SuppressWarnings("this-escape") // a stage from its constructor on: the contract of 2002
    public GnutellaCatcher(ManagerIF manager, GnutellaServer server) throws Exception {
        this.server = server;
        manager.createStage("GnutellaCatcher " + CATCHERS.getAndIncrement(), this, null);
        prober = new GnutellaServer(manager, own, 0);
    }

    /** Called by the runtime. */
    @Override
    public void init(ConfigDataIF config) throws Exception {
        own = config.getStage().getSink();
        own.setEnqueuePredicate(event -> !(event instanceof GnutellaPacket) || own.size() < MAX_HOSTS);
        timer = new ssTimer();
    }

    /** Called by the runtime. */
    @Override
    public void destroy() {
        timer.doneWithTimer();
    }

    /** Has the server connect to as many hosts as that, found through the seed; fewer if there are no more. */
    public void doCatch(int connections, String host, int port) throws UnknownHostException {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be positive, not " + connections);
        }
        own.enqueue_lossy(new Catch(connections, new InetSocketAddress(InetAddress.getByName(host), port)));
    }

    /**
     * The same, through the seed that the system property {@code gnutella.seed} names.
     *
     * @throws UnknownHostException if it is not set: the well-known hosts of 2002 are gone
     */
    public void doCatch(int connections) throws UnknownHostException {
        String seed = System.getProperty(SEED_PROPERTY);
        if (seed == null) {
            throw new UnknownHostException("no seed: set the system property " + SEED_PROPERTY + " to host or host:port");
        }
        int colon = seed.lastIndexOf(':');
        try {
            int port = colon < 0 ? GnutellaConst.DEFAULT_GNUTELLA_PORT : Integer.parseInt(seed.substring(colon + 1));
            doCatch(connections, colon < 0 ? seed : seed.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw new UnknownHostException(SEED_PROPERTY + " is neither host nor host:port: " + seed);
        }
    }

    @Override
    public void handleEvents(QueueElementIF[] events) {
        for (QueueElementIF event : events) {
            handleEvent(event);
        }
    }

    @Override
    public synchronized void handleEvent(QueueElementIF event) {
        if (event instanceof Catch request) {
            wanted += request.connections();
            levels.remove(request.seed()); // asked before, it is asked again
            probe(request.seed(), 0);
            round++;
            timer.registerEvent(GnutellaConst.DEFAULT_PING_INTERVAL, new Enough(round), own);
        } else if (event instanceof GnutellaConnection connection) {
            probes.add(connection);
            connection.sendPing(LEVELS);
        } else if (event instanceof GnutellaPongPacket pong) {
            onPong(pong);
        } else if (event instanceof SinkClosedEvent closed) {
            probes.remove((GnutellaConnection) closed.sink);
        } else if (event instanceof Enough enough && enough.round() == round) {
            stopProbing();
        }
    }

    private void onPong(GnutellaPongPacket pong) {
        InetSocketAddress host = new InetSocketAddress(pong.getInetAddress(), pong.getPort());
        if (host.getPort() == 0 || host.getAddress().isAnyLocalAddress()) {
            return;
        }
        if (wanted > 0 && caught.size() < MAX_HOSTS && caught.add(host)) {
            wanted--;
            server.openConnection(host.getAddress(), host.getPort());
        }
        GnutellaConnection from = pong.getConnection();
        int level = levels.getOrDefault(new InetSocketAddress(from.getAddress(), from.getPort()), LEVELS);
        if (wanted > 0 && level + 1 < LEVELS) {
            probe(host, level + 1);
        }
    }

    private void probe(InetSocketAddress host, int level) {
        if (levels.size() < MAX_HOSTS && levels.putIfAbsent(host, level) == null) {
            prober.openConnection(host.getAddress(), host.getPort());
        }
    }

    private void stopProbing() {
        wanted = 0;
        levels.clear();
        for (GnutellaConnection probe : probes) {
            try {
                probe.close(null);
            } catch (SinkClosedException already) {
                // by the peer
            }
        }
        probes.clear();
    }
}
