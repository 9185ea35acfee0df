package capriccio.bench.servers;

import capriccio.knot.server.ThreadFlavour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.BasicHttpServerRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Apache HttpCore 5 classic: a thread for each connection. Its server makes its own threads, and has no option for
 * virtual ones, for a pool or for a limit on connections, and its listener ends when it cannot accept; for those, and where requests
 * take memory, time or sockets, stands here what its listener and its workers do.
 */
public final class HttpCoreServer {
    private static final long ACCEPT_PAUSE_MILLIS = 10;

    private HttpCoreServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws IOException {
        ServerOptions options = ServerOptions.parse(args);
        if (options.threads() == ThreadFlavour.PLATFORM && options.pool() == 0 && options.connections() == null && !options.isScarce()) {
            HttpServer server = ServerBootstrap.bootstrap()
                    .setLocalAddress(InetAddress.getLoopbackAddress())
                    .setListenerPort(options.port())
                    .setCanonicalHostName("127.0.0.1")
                    .setSocketConfig(SocketConfig.custom()
                            .setTcpNoDelay(true)
                            .setBacklogSize(ServerOptions.BACKLOG)
                            .build())
                    .register("*", (request, response, context) -> answer(options, request, response))
                    .create();
            server.start();
            ServerOptions.awaitEnd(server.getLocalPort());
        } else {
            ServerSocket listener =
                    new ServerSocket(options.port(), ServerOptions.BACKLOG, InetAddress.getLoopbackAddress());
            Entry entry = new Entry(options.executor(), service(options), options.connections());
            Thread acceptor = new Thread(() -> accept(listener, entry), "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
            ServerOptions.awaitEnd(listener.getLocalPort());
        }
        System.exit(0);
    }

    private static void answer(ServerOptions options, ClassicHttpRequest request, ClassicHttpResponse response)
            throws IOException {
        response.setEntity(new ByteArrayEntity(options.serve(request.getPath()), ContentType.APPLICATION_OCTET_STREAM));
    }

    private static HttpService service(ServerOptions options) {
        return new HttpService(
                HttpProcessors.server(),
                new BasicHttpServerRequestHandler(
                        (request, context) -> (asked, response, ignored) -> answer(options, asked, response)));
    }

    /**
     * What becomes of what is accepted.
     *
     * @param connections what each connection takes one of; null where they are not limited
     */
    private record Entry(Executor threads, HttpService service, @Nullable Semaphore connections) {
        void awaitRoom() throws InterruptedException {
            if (connections != null) {
                connections.acquire();
            }
        }

        void leave() {
            if (connections != null) {
                connections.release();
            }
        }
    }

    /** Connections that cannot be accepted for want of descriptors wait in the kernel's queue until there are some again. */
    private static void accept(ServerSocket listener, Entry entry) {
        try {
            while (!listener.isClosed()) {
                entry.awaitRoom();
                if (!tryServe(listener, entry)) {
                    entry.leave();
                    Thread.sleep(ACCEPT_PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean tryServe(ServerSocket listener, Entry entry) {
        Socket socket;
        try {
            socket = listener.accept();
        } catch (IOException e) {
            System.err.println("accept: " + e);
            return false;
        }
        serve(socket, entry);
        return true;
    }

    /** Without memory for it, or once its client has gone, a connection is closed; the server goes on. */
    private static void serve(Socket socket, Entry entry) {
        try {
            socket.setTcpNoDelay(true);
            DefaultBHttpServerConnection connection = new DefaultBHttpServerConnection(URIScheme.HTTP.id, Http1Config.DEFAULT);
            connection.bind(socket);
            entry.threads().execute(() -> work(entry, connection));
        } catch (IOException | OutOfMemoryError e) {
            Closer.closeQuietly(socket);
            entry.leave();
        }
    }

    private static void work(Entry entry, DefaultBHttpServerConnection connection) {
        try (connection) {
            while (connection.isOpen()) {
                HttpContext context = HttpCoreContext.create();
                entry.service().handleRequest(connection, context);
            }
        } catch (IOException | HttpException e) {
            // The client has gone, or there is no descriptor; HttpCore's own listener ignores both as well.
            return;
        } catch (OutOfMemoryError e) {
            // The client sees its connection closed; its thread may serve the next.
            return;
        } finally {
            entry.leave();
        }
    }
}
