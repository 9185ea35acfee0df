package capriccio.iointercept.programs;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS over blocking sockets, both ends user threads under the agent, and HTTPS by the JDK's server and client. */
public final class TlsEcho {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 10;

    private TlsEcho() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("tls");
        SSLContext context = context(folder.resolve("keys"));
        new Cases()
                .add("echo over TLS 1.3", () -> echo(context, "TLSv1.3"))
                .add("echo over TLS 1.2", () -> echo(context, "TLSv1.2"))
                .add("https", () -> https(context))
                .run(args);
    }

    private static SSLContext context(Path keys) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                        "self", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1,dns:localhost",
                        "-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Check.equal(keytool.waitFor(), 0, "keytool's exit; it said " + said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        Files.delete(keys);
        Files.delete(keys.getParent());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static void echo(SSLContext context, String protocol) throws Exception {
        Crew crew = new Crew();
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            crew.start("acceptor", () -> {
                for (int i = 0; i < CLIENTS; i++) {
                    SSLSocket socket = (SSLSocket) server.accept();
                    crew.start("server " + i, () -> answer(socket));
                }
            });
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                crew.start("client " + i, () -> ask(context, protocol, server.getLocalPort(), client));
            }
            crew.join();
        }
    }

    private static void answer(SSLSocket socket) throws IOException {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            out.flush();
            Check.equal(in.read(), -1, "the end");
        }
    }

    private static void ask(SSLContext context, String protocol, int port, int client) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = new byte[1 + client * 7_919 + round * 3_001];
                java.util.Arrays.fill(bytes, (byte) (client + round));
                out.writeInt(bytes.length);
                out.write(bytes);
                byte[] back = new byte[in.readInt()];
                in.readFully(back);
                Check.equal(back, bytes, "what comes back");
            }
            Check.equal(socket.getSession().getProtocol(), protocol, "protocol");
        }
    }

    private static void https(SSLContext context) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(task -> new Thread(task).start());
        server.createContext("/", exchange -> {
            byte[] answer = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Crew crew = new Crew();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            crew.start("client " + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    get(context, server.getAddress().getPort(), "/" + client + "/" + round);
                }
            });
        }
        crew.join();
        server.stop(0);
    }

    private static void get(SSLContext context, int port, String path) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) new URL("https://127.0.0.1:" + port + path).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        try (InputStream in = connection.getInputStream()) {
            Check.equal(new String(in.readAllBytes(), StandardCharsets.UTF_8), path, "answer");
        }
    }
}
