package capriccio.knot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GracefulStopTest extends SiteFixture {
    @Test
    void idleConnectionsEndInOrderAndAllThreadsEnd() throws IOException {
        KnotServer server = start(config());
        try (RawClient used = connect(server);
                RawClient fresh = connect(server)) {
            used.get("/a.txt").receive();
            await().until(() -> server.stats().active() == 2);
            server.close();
            assertThat(used.isEnded()).isTrue();
            assertThat(fresh.isEnded()).isTrue();
        }
        await().untilAsserted(() -> assertThat(knotThreads()).isZero());
        assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
        server.close();
    }

    @Test
    void aResponseUnderWayIsFinished() throws Exception {
        KnotServer server = start(config());
        try (RawClient client = connect(server).get("/big.bin")) {
            await().until(() -> client.socket.getInputStream().available() > 0);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
            assertThat(client.receive().body()).hasSize(BIG_BYTES);
            assertThat(client.isEnded()).isTrue();
            stop.get(10, TimeUnit.SECONDS);
        }
        await().untilAsserted(() -> assertThat(knotThreads()).isZero());
    }

    private static long knotThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("knot-"))
                .count();
    }
}
