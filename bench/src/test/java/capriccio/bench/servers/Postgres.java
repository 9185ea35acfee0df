package capriccio.bench.servers;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of its own, of the machine's or of Maven Central's binaries, in a directory that goes when it ends. */
final class Postgres implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String EMBEDDED = "/postgres-linux-x86_64.txz";

    private final Path home;
    private final Process server;
    private final int port;

    private Postgres(Path home, Process server, int port) {
        this.home = home;
        this.server = server;
        this.port = port;
    }

    /** Starts one for so many connections; skips the test where there is none, with a line that says why. */
    static Postgres start(int connections) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("capriccio-postgres");
        Path bin = binaries(home);
        List<String> user = user(home);
        Path data = home.resolve("data");
        run(user, bin.resolve("initdb").toString(), "-D", data.toString(), "-U", "postgres", "-A", "trust", "-N");
        int port = freePort();
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port),
                "-h", "127.0.0.1", "-k", "", "-N", Integer.toString(connections + 5), "-F",
                "-c", "shared_buffers=32MB"));
        Path log = home.resolve("log");
        Process server = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Postgres started = new Postgres(home, server, port);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
                !Files.readString(log).contains("ready to accept connections");
                server.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (!server.isAlive() || System.nanoTime() - end > 0) {
                String said = Files.readString(log);
                started.close();
                throw new IOException("PostgreSQL did not start: " + said);
            }
        }
        return started;
    }

    private static Path binaries(Path home) throws IOException, InterruptedException {
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                var found = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                        .max(Comparator.naturalOrder());
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        try (InputStream archive = Postgres.class.getResourceAsStream(EMBEDDED)) {
            if (archive == null || !System.getProperty("os.arch").equals("amd64")) {
                return abort("skipped: no PostgreSQL in " + DEBIAN + ", and no embedded one for this machine");
            }
            Path file = home.resolve("postgres.txz");
            Files.copy(archive, file);
            run(List.of(), "tar", "-xJf", file.toString(), "-C", home.toString());
            return home.resolve("bin");
        }
    }

    /** PostgreSQL refuses to run as root: it runs as nobody then. */
    private static List<String> user(Path home) throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
            return abort("skipped: PostgreSQL does not run as root, and there is no setpriv");
        }
        run(List.of(), "chown", "-R", "nobody", home.toString());
        return List.of("setpriv", "--reuid=nobody", "--clear-groups");
    }

    private static void run(List<String> before, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(all + " failed: " + said);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        server.destroy();
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
