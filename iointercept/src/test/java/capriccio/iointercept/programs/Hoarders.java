package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server each of whose requests holds two megabytes for a while, with a thread for each connection. */
public final class Hoarders {
    private static final int PIECES = 32;
    private static final int PIECE = 64 * 1024;
    private static final int HOLD_MILLIS = 150;

    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger mostAlive = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    private Hoarders() {}

    public static void main(String[] args) throws Exception {
        Hoarders server = new Hoarders();
        ServerSocket listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> server.accept(listener), "acceptor");
        acceptor.start();
        System.out.println("listening " + listener.getLocalPort());
        StringBuilder line = new StringBuilder();
        for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
            line.append((char) c);
        }
        listener.close();
        acceptor.join(20_000);
        Check.that(!acceptor.isAlive(), "the acceptor ends");
        System.out.println("most " + server.mostAlive + " served " + server.served + " failed " + server.failed);
        System.out.println("OK " + line);
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket s = listener.accept();
                mostAlive.accumulateAndGet(alive.incrementAndGet(), Math::max);
                new Thread(() -> serve(s)).start();
            }
        } catch (IOException e) {
            System.out.println("acceptor: " + e.getMessage());
        }
    }

    private void serve(Socket s) {
        try (s) {
            s.getInputStream().read();
            List<byte[]> held = new ArrayList<>();
            try {
                for (int i = 0; i < PIECES; i++) {
                    held.add(new byte[PIECE]);
                }
                Thread.sleep(HOLD_MILLIS);
            } catch (OutOfMemoryError e) {
                failed.incrementAndGet();
            }
            s.getOutputStream().write(held.size());
            served.incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            alive.decrementAndGet();
        }
    }
}
