package capriccio.bench.servers;

import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat 10 with a servlet that sleeps and asks another server for the page. */
public final class TomcatServer {
    private TomcatServer() {}

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
