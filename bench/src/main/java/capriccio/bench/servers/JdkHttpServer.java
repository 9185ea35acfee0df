package capriccio.bench.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The JDK's {@code com.sun.net.httpserver}: one dispatcher, and an executor whose threads each serve an exchange. */
public final class JdkHttpServer {
    private JdkHttpServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws IOException {
        ServerOptions options = ServerOptions.parse(args);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), ServerOptions.BACKLOG);
        server.createContext("/", exchange -> answer(options, exchange));
        server.setExecutor(options.executor());
        server.start();
        ServerOptions.awaitEnd(server.getAddress().getPort());
        System.exit(0);
    }

    static void answer(ServerOptions options, HttpExchange exchange) throws IOException {
        byte[] page = options.serve(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(200, page.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(page);
        }
    }
}
