package capriccio.knot.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small site for tests of servers; stops what they start. */
@Timeout(60)
abstract class SiteFixture {
    static final int BIG_BYTES = 8_000_000;

    @TempDir
    Path directory;

    /** Served; its parent is not. */
    Path root = Path.of("");

    private final List<KnotServer> servers = new ArrayList<>();

    @BeforeEach
    void createSite() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(directory.resolve("secret"), "secret");
        Files.writeString(root.resolve("index.html"), "index");
        Files.writeString(root.resolve("a.txt"), "page a");
        Files.writeString(root.resolve("b c.txt"), "page b c");
        Files.write(root.resolve("big.bin"), new byte[BIG_BYTES]);
    }

    @AfterEach
    void stopServers() {
        servers.forEach(KnotServer::close);
    }

    KnotConfig config() {
        return KnotConfig.of(root).withIdleTimeout(Duration.ofSeconds(20));
    }

    KnotServer start(KnotConfig config) throws IOException {
        KnotServer server = KnotServer.start(Architecture.THREAD_PER_CONNECTION, config);
        servers.add(server);
        return server;
    }

    RawClient connect(KnotServer server) throws IOException {
        return new RawClient(server);
    }
}
