package capriccio.seda.haboob;

import capriccio.knot.cache.PageCache;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.api.ManagerIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** A running Haboob: the stages and the runtime under them. At most one in a process. */
final class HaboobServer {
    private static final int MISS_THREADS = 8;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long START_SECONDS = 10;

    private final Sandstorm sandstorm;
    private final HttpServer httpServer;
    private final int port;

    private HaboobServer(Sandstorm sandstorm, HttpServer httpServer, int port) {
        this.sandstorm = sandstorm;
        this.httpServer = httpServer;
        this.port = port;
    }

    /**
     * Listens on the loopback address when this returns.
     *
     * @param port 0 lets the system pick
     */
    static HaboobServer start(int port, Path root, long cacheBytes) throws Exception {
        PageCache cache = PageCache.of(root, cacheBytes);
        SandstormConfig config = new SandstormConfig();
        config.putInt("stages.PageCacheSized missStage.threadPool.initialThreads", MISS_THREADS);
        config.putInt("stages.PageCacheSized missStage.threadPool.minThreads", MISS_THREADS);
        Sandstorm sandstorm = new Sandstorm(config);
        try {
            ManagerIF manager = sandstorm.getManager();
            SinkIF send = stage(manager, "HttpSend", new HttpSend());
            SinkIF misses = stage(manager, "PageCacheSized missStage", new PageCacheSized(cache));
            SinkIF hits = stage(manager, "CacheStage", new CacheStage(cache, misses, send));
            SinkIF recv = stage(manager, "HttpRecv", new HttpRecv(hits));
            HttpServer server = new HttpServer(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port, recv);
            stage(manager, "httpServer 0 <port " + port + ">", server);
            int bound = server.listening().get(START_SECONDS, TimeUnit.SECONDS);
            return new HaboobServer(sandstorm, server, bound);
        } catch (Exception e) {
            sandstorm.shutdown();
            throw e;
        }
    }

    private static SinkIF stage(ManagerIF manager, String name, EventHandlerIF handler) throws Exception {
        return manager.createStage(name, handler, new String[0]).getSink();
    }

    int connections() {
        return httpServer.connections();
    }

    int port() {
        return port;
    }

    /** Stops accepting, lets what was asked be answered within some seconds, then ends every thread. */
    void close() throws InterruptedException {
        try {
            httpServer.stopListening();
            long deadline = System.nanoTime() + GRACE_NANOS;
            while (!httpServer.isIdle() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } finally {
            sandstorm.shutdown();
        }
    }
}
