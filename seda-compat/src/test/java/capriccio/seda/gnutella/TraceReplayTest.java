package capriccio.seda.gnutella;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.lib.Gnutella.GnutellaConst;

/** The trace's traffic, as fast as it goes, through a router. */
@Timeout(60)
class TraceReplayTest {
    private static final int EVENTS = 20_000; // about two minutes of the trace
    private static final byte[] SEARCH = {0, 0, 'a', 0};

    private final Map<Integer, Peer> open = new HashMap<>();
    private int connects;
    private long sent;

    @Test
    void aRouterCarriesTheTrace() throws Exception {
        try (Routers routers = Routers.start("clogThreshold=100000")) {
            Trace trace = new Trace(2001);
            for (int i = 0; i < EVENTS; i++) {
                play(routers, trace.next());
            }
            RouterCounts counts = routers.router.counts();
            assertThat(connects).isGreaterThan(50);
            await().until(() -> counts.connections.sum() == connects);
            await().untilAsserted(() -> assertThat(routers.router.neighbours()).isEqualTo(open.size()));
            // What a peer that closes has not read resets its connection, and takes what it sent last with it.
            await().untilAsserted(() -> assertThat(counts.packets()).isBetween(sent * 9 / 10, sent));
            assertThat(counts.duplicates.sum()).isZero();
            assertThat(counts.cloggedClosed.sum()).isZero();
            assertThat(counts.routed.sum()).isPositive();
            for (Peer peer : open.values()) {
                peer.close();
            }
            await().until(() -> routers.router.neighbours() == 0);
        }
    }

    private void play(Routers routers, Trace.Event event) throws IOException {
        if (event.kind() == Trace.Kind.CONNECT) {
            connects++;
            Peer peer = routers.peer();
            peer.drain();
            open.put(event.connection(), peer);
            return;
        }
        Peer peer = requireNonNull(open.get(event.connection()), "the trace opens before it sends");
        if (event.kind() == Trace.Kind.CLOSE) {
            open.remove(event.connection());
            peer.close();
        } else {
            sent++;
            peer.send(packet(event.kind()));
        }
    }

    private Peer.Packet packet(Trace.Kind kind) {
        return switch (kind) {
            case QUERY -> packet(GnutellaConst.GNUTELLA_FN_QUERY, SEARCH);
            case PING -> packet(GnutellaConst.GNUTELLA_FN_PING);
            case PONG -> packet(GnutellaConst.GNUTELLA_FN_PONG, new byte[14]);
            case HITS -> packet(GnutellaConst.GNUTELLA_FN_QUERYHITS, new byte[27]);
            case PUSH -> packet(GnutellaConst.GNUTELLA_FN_PUSH, new byte[26]);
            case CONNECT, CLOSE -> throw new AssertionError(kind);
        };
    }

    private Peer.Packet packet(byte function, byte... payload) {
        return new Peer.Packet(function, sent, GnutellaConst.DEFAULT_TTL, 0, payload);
    }
}
