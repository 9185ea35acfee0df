package capriccio.seda.gnutella;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import seda.sandStorm.lib.Gnutella.GnutellaConst;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** A router in this process, from {@code gnutella.cfg}, at a port that the system picks. */
final class Routers implements AutoCloseable {
    static final String CONFIG = "gnutella.cfg";
    private static final String STAGE = "GnutellaRouter";

    final Sandstorm sandstorm;
    final GnutellaRouter router;

    private Routers(Sandstorm sandstorm, GnutellaRouter router) {
        this.sandstorm = sandstorm;
        this.router = router;
    }

    /** Starts one with {@code name=value} arguments that override the file's. */
    static Routers start(String... arguments) throws Exception {
        return start(Path.of(CONFIG), arguments);
    }

    static Routers start(Path config, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("port=0", "statsMillis=0", "global.crashOnException=false"));
        all.addAll(List.of(arguments));
        Sandstorm sandstorm = new Sandstorm(new SandstormConfig(config.toString(), all.toArray(String[]::new)));
        return new Routers(sandstorm, (GnutellaRouter)
                sandstorm.getManager().getStage(STAGE).getWrapper().getEventHandler());
    }

    Peer peer() throws IOException {
        return peer(0);
    }

    Peer peer(int receiveBuffer) throws IOException {
        return Peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), router.port()), receiveBuffer);
    }

    int queued() throws Exception {
        return sandstorm.getManager().getStage(STAGE).getSink().size();
    }

    /** How many threads the router's stage has. */
    int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("<" + STAGE + ">"))
                .count();
    }

    static Peer.Packet query(long id, int ttl, int hops) {
        return new Peer.Packet(GnutellaConst.GNUTELLA_FN_QUERY, id, ttl, hops, new byte[] {0, 0, 'a', 0});
    }

    static Peer.Packet ping(long id) {
        return new Peer.Packet(GnutellaConst.GNUTELLA_FN_PING, id, GnutellaConst.DEFAULT_TTL, 0);
    }

    @Override
    public void close() {
        sandstorm.shutdown();
    }
}
