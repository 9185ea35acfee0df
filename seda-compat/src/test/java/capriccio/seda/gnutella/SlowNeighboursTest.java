package capriccio.seda.gnutella;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import seda.sandStorm.lib.Gnutella.GnutellaConst;

/** Neighbours that take less than they are sent, as modems of 28.8 kb/s did with 115 packets a second. */
@Timeout(120)
class SlowNeighboursTest {
    private static final int SLOW = Integer.getInteger("gnutella.slow", 1_000);
    private static final int WAVES = Integer.getInteger("gnutella.waves", 3);
    private static final int SMALLEST_BUFFER = 4096;
    /** Of what a neighbour that is gone may have left behind: its connection alone, forgotten in one table, is 1,280. */
    private static final long BYTES_PER_NEIGHBOUR = 1000;

    private long id;

    /** None of them ever reads: all are closed, what waited for them is gone, and the others miss nothing. */
    @Test
    void aThousandNeighboursThatNeverReadLeaveNothingBehind() throws Exception {
        try (Routers routers = Routers.start("clogThreshold=20", "sendBuffer=" + SMALLEST_BUFFER, "pongs=false", "routes=1000",
                        "maxConnections=" + (SLOW + 2));
                Peer sender = routers.peer();
                Peer reader = routers.peer()) {
            wave(routers, sender, reader); // classes are loaded, tables are full
            long before = heapAfterCollection();
            for (int wave = 1; wave < WAVES; wave++) {
                wave(routers, sender, reader);
                assertThat(heapAfterCollection() - before).as("bytes more after wave %d", wave)
                        .isLessThan(SLOW * BYTES_PER_NEIGHBOUR);
            }
            assertThat(routers.router.counts().cloggedClosed.sum()).isEqualTo((long) WAVES * SLOW);
            assertThat(routers.router.routes()).isLessThanOrEqualTo(3_000);
        }
    }

    /** Slow ones come, are sent more than they take, and are closed; every query reaches the one that reads. */
    private void wave(Routers routers, Peer sender, Peer reader) throws Exception {
        List<Peer> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(routers.peer(SMALLEST_BUFFER));
            }
            await().until(() -> routers.router.neighbours() == SLOW + 2);
            await().pollInterval(Duration.ZERO).atMost(Duration.ofSeconds(60)).until(() -> {
                id++;
                sender.send(new Peer.Packet(GnutellaConst.GNUTELLA_FN_QUERY, id, 5, 0, new byte[900]));
                assertThat(reader.read().id()).isEqualTo(id);
                return routers.router.neighbours() == 2;
            });
            for (Peer peer : slow) {
                assertThat(peer.awaitEnd()).isTrue();
            }
        } finally {
            for (Peer peer : slow) {
                peer.close();
            }
        }
    }

    private static long heapAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
