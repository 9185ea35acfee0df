package capriccio.iointercept.programs;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Random;

/** What the graph is told of opens and closes is what is open. */
public final class Opened {
    private static final int STEPS = 3000;
    private static final int KEPT = 40;
    private static final Resource DESCRIPTORS = Resources.ofProcess().get(Resource.DESCRIPTORS);

    private Opened() {}

    public static void main(String[] args) {
        new Cases().add("told", Opened::told).add("setRight", Opened::setRight).run(args);
    }

    /** Less the one by which the folder is read. */
    private static long open() {
        String[] names = new File("/proc/self/fd").list();
        Check.that(names != null, "/proc/self/fd can be read");
        return names == null ? 0 : names.length - 1;
    }

    private static long error() {
        return DESCRIPTORS.used() - open();
    }

    /** What the hooks tell is true at once, after each step. */
    private static void told() throws Exception {
        Path file = Files.createTempFile("opened", "");
        ArrayDeque<AutoCloseable> kept = new ArrayDeque<>();
        Random random = new Random(5);
        int off = 0;
        long worst = 0;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AutoCloseable[] warm = pair(server);
            warm[0].close();
            warm[1].close();
            for (long until = System.nanoTime() + 5_000_000_000L; error() != 0 && System.nanoTime() < until; ) {
                Thread.sleep(10);
            }
            for (int i = 0; i < STEPS; i++) {
                step(random, server, file, kept);
                long error = error();
                if (error != 0) {
                    off++;
                    worst = Math.max(worst, Math.abs(error));
                }
            }
        }
        while (!kept.isEmpty()) {
            kept.remove().close();
        }
        Files.delete(file);
        System.out.println("off after " + off + " of " + STEPS + " steps, by " + worst + " at most");
        Check.that(worst <= 3, "errors are small"); // the process counts the folder that is being read here
    }

    private static void step(Random random, ServerSocket server, Path file, ArrayDeque<AutoCloseable> kept) throws Exception {
        while (kept.size() > KEPT) {
            kept.remove().close();
        }
        switch (random.nextInt(6)) {
            case 0 -> kept.add(new FileInputStream(file.toFile()));
            case 1 -> kept.add(new FileOutputStream(file.toFile()));
            case 2 -> {
                for (AutoCloseable end : pair(server)) {
                    kept.add(end);
                }
            }
            case 3 -> {
                kept.add(SocketChannel.open(server.getLocalSocketAddress()));
                kept.add(server.accept());
            }
            case 4 -> {
                Pipe p = Pipe.open();
                kept.add(p.source());
                kept.add(p.sink());
            }
            default -> {
                if (!kept.isEmpty()) {
                    AutoCloseable one = kept.remove();
                    one.close();
                    one.close();
                }
            }
        }
    }

    private static AutoCloseable[] pair(ServerSocket server) throws Exception {
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        return new AutoCloseable[] {client, server.accept()};
    }

    /** Channels of files are not told of: the process's own count shows them. */
    private static void setRight() throws Exception {
        Path file = Files.createTempFile("opened", "");
        ArrayDeque<FileChannel> kept = new ArrayDeque<>();
        for (int i = 0; i < 50; i++) {
            kept.add(FileChannel.open(file));
        }
        awaitRight("50 channels are open");
        for (FileChannel c : kept) {
            c.close();
        }
        awaitRight("50 channels are closed");
        Files.delete(file);
    }

    private static void awaitRight(String when) throws InterruptedException {
        for (long until = System.nanoTime() + 20_000_000_000L; Math.abs(error()) > 3; Thread.sleep(10)) {
            Check.that(System.nanoTime() < until, "the count is off by " + error() + ", " + when);
        }
    }
}
