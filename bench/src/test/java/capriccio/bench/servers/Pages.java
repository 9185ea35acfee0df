package capriccio.bench.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;

/** A blocking servlet: it sleeps, and asks the other server for the page, where there is one. */
final class Pages extends HttpServlet {
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
