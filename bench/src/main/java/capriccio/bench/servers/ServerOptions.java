package capriccio.bench.servers;

import capriccio.bench.fileset.RequestMix;
import capriccio.knot.server.ThreadFlavour;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told, and how it lives: it prints where it listens and ends with its standard input.
 *
 * <p>{@code --port N --root DIR [--threads platform|virtual] [--pool N] [--sleep MILLIS] [--memory BYTES] [--sockets N]
 * [--permits N] [--connections N] [--burn ROUNDS] [--backend PORT] [--exit-with-stdin]}, the last of which it does anyway.
 *
 * @param port where to listen on the loopback address; 0: the system picks one
 * @param threads what serves
 * @param pool the most threads that serve; 0: a thread for each task
 * @param sleep milliseconds that each request sleeps
 * @param memory bytes that it holds meanwhile
 * @param sockets sockets that it holds meanwhile
 * @param burn rounds of {@link Work} that it does first
 * @param permits what it takes one of before and gives back after; null where requests are not limited
 * @param connections what each connection takes one of before it is accepted and gives back after; null where they are not limited
 * @param backend port of a server with the same pages, which each request asks; 0: none
 * @param pages what to serve, by path; light ones ({@link RequestMix#LIGHT}) at once, whatever requests have to wait for
 */
public record ServerOptions(
        int port,
        ThreadFlavour threads,
        int pool,
        int sleep,
        int memory,
        int sockets,
        long burn,
        @Nullable Semaphore permits,
        @Nullable Semaphore connections,
        int backend,
        Map<String, byte[]> pages) {
    private static final int MEMORY_PAGE = 4_096;

    /** Connections that the kernel keeps until they are accepted. */
    public static final int BACKLOG = 4_096;

    /**
     * Reads the options and, once, the pages.
     *
     * @throws IllegalArgumentException naming the option that does not exist or has no value
     */
    public static ServerOptions parse(String... arguments) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].equals("--exit-with-stdin")) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " has no value");
                }
                given.put(arguments[i], arguments[++i]);
            }
        }
        ServerOptions options = new ServerOptions(
                number(given, "--port"),
                ThreadFlavour.valueOf(take(given, "--threads", "platform").toUpperCase(Locale.ROOT)),
                number(given, "--pool"),
                number(given, "--sleep"),
                number(given, "--memory"),
                number(given, "--sockets"),
                Long.parseLong(take(given, "--burn", "0")),
                permits(number(given, "--permits")),
                permits(number(given, "--connections")),
                number(given, "--backend"),
                pagesBelow(Path.of(take(given, "--root", "."))));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + given.keySet());
        }
        return options;
    }

    private static String take(Map<String, String> given, String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    private static int number(Map<String, String> given, String name) {
        return Integer.parseInt(take(given, name, "0"));
    }

    private static @Nullable Semaphore permits(int n) {
        return n == 0 ? null : new Semaphore(n);
    }

    private static Map<String, byte[]> pagesBelow(Path root) throws IOException {
        Map<String, byte[]> pages = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                pages.put("/" + root.relativize(file), Files.readAllBytes(file));
            }
        }
        return pages;
    }

    /** Whether requests take anything. */
    boolean isScarce() {
        return memory > 0 || burn > 0 || sockets > 0;
    }

    /** A pool of so many threads, or a new thread for each task. */
    public Executor executor() {
        ThreadFactory factory = threads.factory();
        return pool == 0 ? task -> factory.newThread(task).start() : Executors.newFixedThreadPool(pool, factory);
    }

    /** The page at a path, after what a request has to wait for. */
    public byte[] serve(String path) throws IOException {
        byte[] page = pages.get(path);
        if (page == null) {
            throw new IOException("no page " + path);
        }
        if (path.endsWith(RequestMix.LIGHT)) {
            return page;
        }
        try {
            work();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return page;
    }

    private void work() throws IOException, InterruptedException {
        if (permits == null) {
            hold();
            return;
        }
        permits.acquire();
        try {
            hold();
        } finally {
            permits.release();
        }
    }

    private void hold() throws IOException, InterruptedException {
        if (burn > 0) {
            Work.rounds(burn);
        }
        byte[] held = new byte[memory];
        for (int i = 0; i < memory; i += MEMORY_PAGE) {
            held[i] = 1;
        }
        Sockets open = new Sockets(sockets);
        try {
            if (sleep > 0) {
                Thread.sleep(sleep);
            }
        } finally {
            open.close();
            Reference.reachabilityFence(held);
        }
    }

    /** Says where the server listens, and returns when standard input ends. */
    public static void awaitEnd(int port) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println("listening on 127.0.0.1:" + port);
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    /** The jars of the bench's class path whose names begin with one of these, and the bench's own classes. */
    public static List<String> classPath(List<String> jars) {
        return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(path -> {
                    String name = path.substring(path.lastIndexOf(java.io.File.separatorChar) + 1);
                    return !name.endsWith(".jar")
                            || name.startsWith("capriccio-bench")
                            || jars.stream().anyMatch(name::startsWith);
                })
                .toList();
    }
}
