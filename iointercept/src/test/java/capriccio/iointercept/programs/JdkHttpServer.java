package capriccio.iointercept.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The JDK's own HTTP server, with an executor of the program, under the JDK's own clients; every answer is checked. */
public final class JdkHttpServer {
    private static final int CLIENTS = 12;
    private static final int REQUESTS = 20;

    private JdkHttpServer() {}

    public static void main(String[] args) {
        new Cases()
                .add("each exchange on a thread of its own", () -> serve(false, JdkHttpServer::clients))
                .add("a pool of threads", () -> serve(true, JdkHttpServer::clients))
                .add("the client of java.net.http", () -> serve(false, JdkHttpServer::newClients))
                .add("handlers that wait for each other", JdkHttpServer::meet)
                .run(args);
    }

    private interface Clients {
        void run(int port) throws Exception;
    }

    private static void serve(boolean pool, Clients clients) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService executor = pool ? Executors.newFixedThreadPool(CLIENTS) : null;
        server.setExecutor(pool ? executor : task -> new Thread(task).start());
        server.createContext("/echo", JdkHttpServer::echo);
        server.start();
        try {
            clients.run(server.getAddress().getPort());
        } finally {
            server.stop(0);
            if (executor != null) {
                executor.shutdown();
                Check.that(executor.awaitTermination(30, TimeUnit.SECONDS), "the pool ends");
            }
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer = (exchange.getRequestURI().getQuery() + ":" + new String(body, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        sleep();
        boolean chunked = body.length % 2 == 1;
        exchange.sendResponseHeaders(200, chunked ? 0 : answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(int client, int request) {
        return ("request " + request + " of " + client + " ").repeat(1 + (client * 31 + request) % 90) + "x".repeat(request % 2);
    }

    private static void clients(int port) throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            crew.start("client " + i, () -> {
                for (int r = 0; r < REQUESTS; r++) {
                    post(port, client, r);
                }
            });
        }
        crew.join();
    }

    private static void post(int port, int client, int request) throws IOException {
        String text = text(client, request);
        URL url = new URL("http://127.0.0.1:" + port + "/echo?" + client);
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setDoOutput(true);
        if (request % 3 == 0) {
            connection.setChunkedStreamingMode(64);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Check.equal(connection.getResponseCode(), 200, "status");
        try (InputStream in = connection.getInputStream()) {
            Check.equal(new String(in.readAllBytes(), StandardCharsets.UTF_8), client + ":" + text, "answer");
        }
    }

    private static void newClients(int port) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Crew crew = new Crew();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            crew.start("client " + i, () -> {
                for (int r = 0; r < REQUESTS; r++) {
                    send(http, port, client, r);
                }
            });
        }
        crew.join();
    }

    private static void send(HttpClient http, int port, int client, int request) throws Exception {
        String text = text(client, request);
        HttpRequest post = HttpRequest.newBuilder(new URL("http://127.0.0.1:" + port + "/echo?" + client).toURI())
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        HttpResponse<InputStream> response = http.send(post, HttpResponse.BodyHandlers.ofInputStream());
        Check.equal(response.statusCode(), 200, "status");
        try (InputStream in = response.body()) {
            Check.equal(new String(in.readAllBytes(), StandardCharsets.UTF_8), client + ":" + text, "answer");
        }
    }

    /** All must be inside of the handler at once: none may hold what the others need. */
    private static void meet() throws Exception {
        CountDownLatch all = new CountDownLatch(CLIENTS);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> new Thread(task).start());
        server.createContext("/", exchange -> {
            all.countDown();
            try {
                boolean met = all.await(60, TimeUnit.SECONDS);
                exchange.sendResponseHeaders(met ? 204 : 500, -1);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.close();
        });
        server.start();
        Crew crew = new Crew();
        for (int i = 0; i < CLIENTS; i++) {
            crew.start("client " + i, () -> {
                URL url = new URL("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                HttpURLConnection connection = (HttpURLConnection) url.openConnection();
                Check.equal(connection.getResponseCode(), 204, "status");
            });
        }
        crew.join();
        server.stop(0);
    }
}
