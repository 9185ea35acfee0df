package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server with as many clients as the first argument says, all in this process: requests wait for one of four
 * connections, allocate, and are logged; a report burns CPU time now and then. Prints who is in its thread group, and lives
 * until its standard input has a line.
 */
public final class Shop {
    private static final Semaphore CONNECTIONS = new Semaphore(4);
    private static final BlockingQueue<byte[]> LOG = new ArrayBlockingQueue<>(64);
    private static final AtomicLong SUM = new AtomicLong();
    private static final Object STOCK = new Object();

    private Shop() {}

    public static void main(String[] args) throws Exception {
        ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        start("acceptor", () -> accept(server));
        start("logger", Shop::log);
        start("reporter", Shop::report);
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            start("client-" + i, () -> shop(server.getLocalPort()));
        }
        LOG.put(new byte[0]);
        Thread[] listed = new Thread[Thread.activeCount() + 1000];
        int n = Thread.enumerate(listed);
        System.out.println("threads " + Arrays.stream(listed).limit(n).map(Thread::getName).sorted().toList());
        System.out.println("ready " + ProcessHandle.current().pid());
        System.in.read();
        System.out.println("OK");
        System.exit(0);
    }

    private static void start(String name, Check.Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void accept(ServerSocket server) throws IOException {
        while (true) {
            Socket client = server.accept();
            start("handler", () -> handle(client));
        }
    }

    private static void handle(Socket client) throws Exception {
        try (client) {
            for (int item = client.getInputStream().read(); item >= 0; item = client.getInputStream().read()) {
                byte[] page = item % 3 == 0 ? render(item) : query(item);
                takeFromStock();
                LOG.put(page);
                client.getOutputStream().write(page.length & 0x7f);
            }
        }
    }

    private static byte[] query(int item) throws InterruptedException {
        CONNECTIONS.acquire();
        try {
            Thread.sleep(3);
            return new byte[20_000 + item];
        } finally {
            CONNECTIONS.release();
        }
    }

    private static byte[] render(int item) throws InterruptedException {
        byte[] page = new byte[400_000];
        Arrays.fill(page, (byte) item);
        Thread.sleep(5);
        return page;
    }

    private static void takeFromStock() throws InterruptedException {
        synchronized (STOCK) {
            if (SUM.incrementAndGet() % 50 == 0) {
                Thread.sleep(1);
            }
        }
    }

    private static void log() throws InterruptedException {
        while (true) {
            SUM.addAndGet(LOG.take().length & 1);
        }
    }

    private static void report() throws InterruptedException {
        while (true) {
            long until = System.nanoTime() + 12_000_000;
            while (System.nanoTime() < until) {
                SUM.incrementAndGet();
            }
            Thread.sleep(150);
        }
    }

    private static void shop(int port) throws Exception {
        try (Socket s = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int item = 0; ; item = (item + 7) % 100) {
                s.getOutputStream().write(item);
                Check.that(s.getInputStream().read() >= 0, "an answer comes");
                Thread.sleep(20);
            }
        }
    }
}
