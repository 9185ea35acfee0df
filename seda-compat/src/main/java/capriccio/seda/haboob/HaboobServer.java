package capriccio.seda.haboob;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.lib.http.httpInternals;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** A running Haboob: the stages and the runtime under them. At most one in a process. */
final class HaboobServer {
    private static final int MISS_THREADS = 8;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long START_SECONDS = 10;

    private final Sandstorm sandstorm;
    private final HttpRecv recv;
    private final int port;

    private HaboobServer(Sandstorm sandstorm, HttpRecv recv, int port) {
        this.sandstorm = sandstorm;
        this.recv = recv;
        this.port = port;
    }

    /**
     * Serves the files below a directory; listens on the loopback address when this returns.
     *
     * @param port 0 lets the system pick
     */
    static HaboobServer start(int port, Path root, long cacheBytes) throws Exception {
        SandstormConfig config = new SandstormConfig();
        String pool = "stages." + PageCacheSized.MISS_STAGE + ".threadPool.";
        config.putInt(pool + "initialThreads", MISS_THREADS);
        config.putInt(pool + "minThreads", MISS_THREADS);
        Sandstorm sandstorm = new Sandstorm(config);
        try {
            ManagerIF manager = sandstorm.getManager();
            stage(manager, "HttpSend", new HttpSend());
            String cacheSize = "maxCacheSize=" + cacheBytes / 1024;
            stage(manager, "CacheStage", new PageCacheSized(), "rootDir=" + root, "defaultURL=index.html", cacheSize);
            HttpRecv recv = new HttpRecv();
            stage(manager, "HttpRecv", recv, "httpPort=" + port, "specialURL=/haboob/stats");
            return new HaboobServer(sandstorm, recv, recv.listening().get(START_SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            sandstorm.shutdown();
            throw e;
        }
    }

    private static void stage(ManagerIF manager, String name, EventHandlerIF handler, String... args) throws Exception {
        manager.createStage(name, handler, args);
    }

    int connections() {
        return httpInternals.connections(recv.server());
    }

    int port() {
        return port;
    }

    /** Stops accepting, lets what was asked be answered within some seconds, then ends every thread. */
    void close() throws InterruptedException {
        try {
            httpInternals.stopListening(recv.server(), 1000);
            long deadline = System.nanoTime() + GRACE_NANOS;
            while (!httpInternals.isIdle(recv.server()) && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } finally {
            sandstorm.shutdown();
        }
    }
}
