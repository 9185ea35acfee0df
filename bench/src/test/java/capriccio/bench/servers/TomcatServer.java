package capriccio.bench.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat 10 with a servlet that sleeps and asks another server for the page. */
public final class TomcatServer {
    private TomcatServer() {}

    private static final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final transient ServerOptions options;

        Pages(ServerOptions options) {
            this.options = options;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ServerOptions told = Objects.requireNonNull(options);
            byte[] page = told.serve(request.getRequestURI());
            byte[] copy = told.backend() == 0 ? page : ask(told.backend(), request.getRequestURI());
            if (!Arrays.equals(page, copy)) {
                throw new IOException("the other server gave another page");
            }
            response.setContentLength(copy.length);
            response.getOutputStream().write(copy);
        }

        private static byte[] ask(int port, String path) throws IOException {
            HttpURLConnection call = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            try (InputStream in = call.getInputStream()) {
                return in.readAllBytes();
            }
        }
    }

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        ServerOptions options = ServerOptions.parse(args);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(options.port());
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", Integer.toString(options.pool()));
        connector.setProperty("acceptCount", Integer.toString(ServerOptions.BACKLOG));
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", "300000");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "pages", new Pages(options)).addMapping("/*");
        tomcat.start();
        ServerOptions.awaitEnd(connector.getLocalPort());
        tomcat.stop();
        System.exit(0);
    }
}
