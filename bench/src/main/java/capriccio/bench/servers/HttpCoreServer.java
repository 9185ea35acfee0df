package capriccio.bench.servers;

import capriccio.knot.server.ThreadFlavour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
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

/**
 * Apache HttpCore 5 classic: a thread for each connection. Its server makes its own threads, and has no option for
 * virtual ones or for a pool; for those, and where requests take memory or time, stands here what its listener and its workers do.
 */
public final class HttpCoreServer {
    private HttpCoreServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws IOException {
        ServerOptions options = ServerOptions.parse(args);
        if (options.threads() == ThreadFlavour.PLATFORM && options.pool() == 0 && options.memory() == 0 && options.burn() == 0) {
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
            Executor threads = options.executor();
            HttpService service = service(options);
            Thread acceptor = new Thread(() -> accept(listener, threads, service), "acceptor");
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

    private static void accept(ServerSocket listener, Executor threads, HttpService service) {
        while (true) {
            try {
                serve(listener.accept(), threads, service);
            } catch (IOException e) {
                System.err.println("accept: " + e);
                return;
            }
        }
    }

    /** Without memory for it, a connection is closed; the server goes on. */
    private static void serve(Socket socket, Executor threads, HttpService service) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            DefaultBHttpServerConnection connection = new DefaultBHttpServerConnection(URIScheme.HTTP.id, Http1Config.DEFAULT);
            connection.bind(socket);
            threads.execute(() -> work(service, connection));
        } catch (OutOfMemoryError e) {
            socket.close();
        }
    }

    private static void work(HttpService service, DefaultBHttpServerConnection connection) {
        try (connection) {
            while (connection.isOpen()) {
                HttpContext context = HttpCoreContext.create();
                service.handleRequest(connection, context);
            }
        } catch (IOException | HttpException e) {
            // The client has gone, which HttpCore's own listener ignores as well.
            return;
        } catch (OutOfMemoryError e) {
            // The client sees its connection closed; its thread may serve the next.
            return;
        }
    }
}
