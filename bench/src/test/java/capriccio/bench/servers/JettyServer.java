package capriccio.bench.servers;

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
