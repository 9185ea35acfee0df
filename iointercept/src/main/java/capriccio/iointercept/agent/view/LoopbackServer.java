package capriccio.iointercept.agent.view;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Answers GET on the loopback address, by one thread that waits for no client: whoever starts {@link #run} on a thread of its
 * own. At most {@link #MOST_CONNECTIONS} are open at a time, each for {@link #PATIENCE_NANOS} at most; more wait in the
 * kernel.
 */
public final class LoopbackServer implements Runnable, AutoCloseable {
    static final int MOST_CONNECTIONS = 32;
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Site site;
    private final long patience;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SelectionKey accepting;
    private final InetSocketAddress address;
    /** Until then none, for there was no descriptor; of the thread that runs. */
    private long acceptAgain = System.nanoTime();

    private volatile boolean closed;

    /**
     * Listens.
     *
     * @param port 0 for one that the system picks
     * @throws IOException if that port is taken, or nothing can be opened
     */
    public LoopbackServer(int port, Site site) throws IOException {
        this(port, site, PATIENCE_NANOS);
    }

    LoopbackServer(int port, Site site, long patience) throws IOException {
        this.site = site;
        this.patience = patience;
        listener = ServerSocketChannel.open();
        Selector made = null;
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener.configureBlocking(false);
            made = Selector.open();
            accepting = listener.register(made, SelectionKey.OP_ACCEPT);
            address = (InetSocketAddress) listener.getLocalAddress();
        } catch (IOException e) {
            listener.close();
            if (made != null) {
                made.close();
            }
            throw e;
        }
        selector = made;
    }

    /** Where it is reached, as an address for browsers. */
    public String url() {
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "localhost") + ":" + address.getPort() + "/";
    }

    int port() {
        return address.getPort();
    }

    /** Serves until it is closed. */
    @Override
    public void run() {
        try {
            serve();
        } catch (IOException e) {
            System.err.println("[capriccio] the live view has ended: " + e);
        } finally {
            closeAll();
        }
    }

    private void serve() throws IOException {
        long nextTick = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            if (now - nextTick >= 0) {
                nextTick = now + TICK_NANOS;
                site.tick();
                endLate(now);
            }
            boolean isFull = selector.keys().size() > MOST_CONNECTIONS; // one is the listener's
            accepting.interestOps(isFull || now - acceptAgain < 0 ? 0 : SelectionKey.OP_ACCEPT);
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(nextTick - now, patience))));
            for (SelectionKey key : selector.selectedKeys()) {
                if (key == accepting) {
                    accept();
                } else if (key.attachment() instanceof Connection c && !goesOn(key, c)) {
                    end(key);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void accept() {
        try {
            SocketChannel client = listener.accept();
            if (client != null) {
                admit(client);
            }
        } catch (IOException e) {
            acceptAgain = System.nanoTime() + TICK_NANOS; // no descriptor is left, most likely
        }
    }

    private void admit(SocketChannel client) throws IOException {
        boolean admitted = false;
        try {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ, new Connection(client, System.nanoTime() + patience));
            admitted = true;
        } finally {
            if (!admitted) {
                client.close();
            }
        }
    }

    private boolean goesOn(SelectionKey key, Connection c) {
        try {
            return c.advance(key, site);
        } catch (IOException e) {
            return false; // the client has gone: there is nobody to tell
        }
    }

    private void endLate(long now) {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection c && c.isLate(now)) {
                end(key);
            }
        }
    }

    private static void end(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println("[capriccio] the live view cannot close a connection: " + e);
        }
    }

    private void closeAll() {
        selector.keys().forEach(LoopbackServer::end);
        try {
            selector.close();
        } catch (IOException e) {
            System.err.println("[capriccio] the live view cannot be closed: " + e);
        }
    }

    /** Ends {@link #run}, which closes all. From any thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
