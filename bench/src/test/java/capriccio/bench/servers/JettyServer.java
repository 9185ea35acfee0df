package capriccio.bench.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty 12 with a blocking servlet; its pool also runs its acceptor and its selectors. */
public final class JettyServer {
    /** Threads for acceptor, selectors and reserves. */
    private static final int OWN_THREADS = 32;

    private JettyServer() {}

    private static final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final transient ServerOptions options;

        Pages(ServerOptions options) {
            this.options = options;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] page = Objects.requireNonNull(options).serve(request.getRequestURI());
            response.setContentLength(page.length);
            response.getOutputStream().write(page);
        }
    }

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        ServerOptions options = ServerOptions.parse(args);
        Server server = new Server(new QueuedThreadPool(options.pool() + OWN_THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setAcceptQueueSize(ServerOptions.BACKLOG);
        connector.setIdleTimeout(300_000);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Pages(options)), "/*");
        server.setHandler(context);
        server.start();
        ServerOptions.awaitEnd(connector.getLocalPort());
        server.stop();
    }
}
