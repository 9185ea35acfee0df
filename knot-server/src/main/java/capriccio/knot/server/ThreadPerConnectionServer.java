package capriccio.knot.server;

import capriccio.knot.cache.PageCache;
import capriccio.knot.http.SiteHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One thread accepts, and every connection gets a thread of its own: the Knot of the Capriccio paper. */
final class ThreadPerConnectionServer implements KnotServer {
    /*
     * Implementation overview
     *
     * Threads: one accepts, one per connection, and a watchdog that ends connections whose client does not read (a
     * blocking write has no timeout of its own). No monitor is held while any of them blocks.
     *
     * Stopping: `stopping` is set before the connections are swept, and the accepting thread tests it after it has
     * registered a connection, so that each connection is told by at least one of the two. Being told means that its
     * input ends; its thread answers what it has read and leaves. Leaving is counted under `lock`.
     */
    private static final long ACCEPT_RETRY_MILLIS = 10;

    private final KnotConfig config;
    private final ServerSocket listener;
    private final ThreadFactory threads;
    private final ServerStats stats;
    private final Site site;
    private final BufferPool buffers = new BufferPool();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor = new Thread(this::acceptUntilStopped, "knot-acceptor");
    private final Thread watchdog = new Thread(this::watchUntilStopped, "knot-watchdog");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Written under lock, so that waiters on `changed` miss nothing; read anywhere.
    private volatile boolean stopping;

    private ThreadPerConnectionServer(KnotConfig config, ServerSocket listener, PageCache cache) {
        this.config = config;
        this.listener = listener;
        this.threads = config.threads().factory();
        this.stats = new ServerStats(cache);
        this.site = new Site(cache, stats);
    }

    static KnotServer start(KnotConfig config) throws IOException {
        PageCache cache = PageCache.of(config.root(), config.cacheBytes());
        ServerSocket listener = new ServerSocket();
        try {
            ThreadPerConnectionServer server = new ThreadPerConnectionServer(config, listener, cache);
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(config.address(), config.port()), config.backlog());
            server.watchdog.setDaemon(true);
            server.acceptor.start();
            server.watchdog.start();
            return server;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public ServerStats stats() {
        return stats;
    }

    Site site() {
        return site;
    }

    BufferPool buffers() {
        return buffers;
    }

    /** On the thread of a new connection, whether it may be served; may wait for that. */
    boolean mayBegin() {
        return config.admission().getAsBoolean();
    }

    int idleMillis() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, config.idleTimeout().toMillis()));
    }

    private void acceptUntilStopped() {
        while (!stopping) {
            try {
                serve(listener.accept());
            } catch (IOException | OutOfMemoryError e) {
                // Out of descriptors or memory, or stopping: in any case the wait is short, and accepting goes on.
                pause(ACCEPT_RETRY_MILLIS);
            }
        }
    }

    private void serve(Socket socket) {
        if (stats.active() >= config.maxConnections()) {
            refuse(socket);
            return;
        }
        Connection connection = new Connection(this, socket);
        stats.onAccepted();
        connections.add(connection);
        try {
            threads.newThread(connection).start();
        } catch (OutOfMemoryError e) {
            // The system has no more threads: the clients that are being served must not suffer.
            onEnded(connection);
            refuse(socket);
            return;
        }
        if (stopping) {
            connection.finish();
        }
    }

    /** Does not block: a new socket's send buffer takes the few bytes. */
    private void refuse(Socket socket) {
        stats.onRefused();
        try (socket) {
            socket.getOutputStream().write(bytesOf503());
            socket.shutdownOutput();
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static byte[] bytesOf503() {
        var response = SiteHandler.closing(503);
        byte[] bytes = new byte[(int) response.length()];
        response.copyTo(bytes);
        return bytes;
    }

    /** Called once by each connection when it is over. */
    void onEnded(Connection connection) {
        connections.remove(connection);
        stats.onClosed();
        if (stopping) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void watchUntilStopped() {
        long maxNanos = config.idleTimeout().toNanos();
        long periodMillis = Math.max(10, config.idleTimeout().toMillis() / 4);
        while (!stopping) {
            pause(periodMillis);
            long now = System.nanoTime();
            connections.forEach(connection -> connection.abortIfStalled(now, maxNanos));
        }
    }

    /** Sleeps, or returns earlier when the server stops. */
    private void pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!stopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            listener.close();
        } catch (IOException e) {
            // The accepting thread ends all the same, because it tests `stopping`.
        }
        connections.forEach(Connection::finish);
        if (!awaitEnd(config.grace())) {
            connections.forEach(Connection::abort);
            awaitEnd(Duration.ofSeconds(1));
        }
        join(acceptor);
        join(watchdog);
    }

    /** Waits until no connection has a thread; false if time runs out or the caller is interrupted. */
    private boolean awaitEnd(Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (stats.active() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
