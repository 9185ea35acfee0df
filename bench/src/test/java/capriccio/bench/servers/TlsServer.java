package capriccio.bench.servers;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** HTTPS over the JDK's TLS sockets, a thread for each connection: {@code TlsServer KEYSTORE --root DIR ...}. */
public final class TlsServer {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private TlsServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        SSLContext tls = context(Path.of(args[0]));
        ServerOptions options = ServerOptions.parse(java.util.Arrays.copyOfRange(args, 1, args.length));
        ServerSocket listener = tls.getServerSocketFactory()
                .createServerSocket(options.port(), ServerOptions.BACKLOG, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> accept(listener, options), "acceptor");
        acceptor.setDaemon(true);
        acceptor.start();
        ServerOptions.awaitEnd(listener.getLocalPort());
        System.exit(0);
    }

    /** Keys to show and to trust. */
    static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    /** Makes a key store with one key for 127.0.0.1. */
    static void makeKeys(Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                        "-alias", "server", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1",
                        "-validity", "3650", "-storetype", "PKCS12", "-keystore", file.toString(),
                        "-storepass", new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    private static void accept(ServerSocket listener, ServerOptions options) {
        try {
            while (true) {
                Socket socket = listener.accept();
                new Thread(() -> serve(socket, options), "connection").start();
            }
        } catch (IOException e) {
            System.err.println("accept: " + e);
        }
    }

    private static void serve(Socket accepted, ServerOptions options) {
        try (Socket socket = accepted) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (String first = in.readLine(); first != null; first = in.readLine()) {
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    // no header matters
                }
                byte[] page = options.serve(first.split(" ", 3)[1]);
                String head = "HTTP/1.1 200 OK\r\nContent-Length: " + page.length + "\r\n\r\n";
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(page);
                out.flush();
            }
        } catch (IOException e) {
            System.err.println("connection: " + e);
        }
    }
}
