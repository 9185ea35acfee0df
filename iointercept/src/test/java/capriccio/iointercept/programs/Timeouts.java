package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** How blocked socket calls end other than by data: time, close, refusal, reset. */
public final class Timeouts {
    private Timeouts() {}

    public static void main(String[] args) {
        new Cases()
                .add("readTimesOut", Timeouts::readTimesOut)
                .add("manyReadsTimeOut", Timeouts::manyReadsTimeOut)
                .add("acceptTimesOut", Timeouts::acceptTimesOut)
                .add("connectRefused", Timeouts::connectRefused)
                .add("closeWakesReader", Timeouts::closeWakesReader)
                .add("closeWakesAccept", Timeouts::closeWakesAccept)
                .add("closeWakesWriter", Timeouts::closeWakesWriter)
                .add("resetByPeer", Timeouts::resetByPeer)
                .add("closedByPeer", Timeouts::closedByPeer)
                .add("descriptorsAreReused", Timeouts::descriptorsAreReused)
                .run(args);
    }

    private static void readTimesOut() throws Exception {
        try (SocketPair pair = new SocketPair()) {
            pair.near.setSoTimeout(150);
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                Check.thrown(SocketTimeoutException.class, () -> pair.near.getInputStream().read());
                Check.between((System.nanoTime() - start) / 1_000_000, 145, 20_000, "milliseconds waited");
            }
            pair.far.getOutputStream().write(7);
            Check.equal(pair.near.getInputStream().read(), 7, "the socket works after timeouts");
            pair.near.setSoTimeout(50_000);
            Crew crew = new Crew();
            crew.start("writer", () -> {
                Thread.sleep(50);
                pair.far.getOutputStream().write(8);
            });
            Check.equal(pair.near.getInputStream().read(), 8, "data before the timeout");
            crew.join();
        }
    }

    private static void manyReadsTimeOut() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < 50; i++) {
            int millis = 20 + 5 * (i % 10);
            crew.start("reader-" + i, () -> {
                try (SocketPair pair = new SocketPair()) {
                    pair.near.setSoTimeout(millis);
                    Check.thrown(SocketTimeoutException.class, () -> pair.near.getInputStream().read());
                }
            });
        }
        crew.join();
    }

    private static void acceptTimesOut() throws Exception {
        try (ServerSocket server = listen()) {
            server.setSoTimeout(150);
            long start = System.nanoTime();
            Check.thrown(SocketTimeoutException.class, server::accept);
            Check.between((System.nanoTime() - start) / 1_000_000, 145, 20_000, "milliseconds waited");
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(5);
                Check.equal(accepted.getInputStream().read(), 5, "accept works after a timeout");
            }
        }
    }

    private static void connectRefused() throws Exception {
        int port;
        try (ServerSocket server = listen()) {
            port = server.getLocalPort();
        }
        InetAddress host = InetAddress.getLoopbackAddress();
        Check.thrown(ConnectException.class, () -> new Socket(host, port).close());
        try (Socket socket = new Socket()) {
            Check.thrown(ConnectException.class, () -> socket.connect(new InetSocketAddress(host, port), 5_000));
        }
    }

    private static void closeWakesReader() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (SocketPair pair = new SocketPair()) {
                Crew crew = new Crew();
                crew.start("reader", () -> {
                    Throwable e = Check.thrown(SocketException.class, () -> pair.near.getInputStream().read());
                    Check.that(!(e instanceof SocketTimeoutException), "closed, not timed out");
                });
                Thread.sleep(round == 0 ? 0 : 50);
                pair.near.close();
                crew.join();
                Check.equal(pair.far.getInputStream().read(), -1, "the other side sees the end");
            }
        }
    }

    private static void closeWakesAccept() throws Exception {
        ServerSocket server = listen();
        Crew crew = new Crew();
        crew.start("acceptor", () -> Check.thrown(SocketException.class, server::accept));
        Thread.sleep(100);
        server.close();
        crew.join();
    }

    private static void closeWakesWriter() throws Exception {
        try (SocketPair pair = new SocketPair()) {
            Crew crew = new Crew();
            crew.start("writer", () -> Check.thrown(SocketException.class, () -> {
                for (; ; ) {
                    pair.near.getOutputStream().write(new byte[1 << 20]);
                }
            }));
            Thread.sleep(200);
            pair.near.close();
            crew.join();
        }
    }

    private static void resetByPeer() throws Exception {
        try (SocketPair pair = new SocketPair()) {
            Crew crew = new Crew();
            crew.start("reader", () -> Check.thrown(SocketException.class, () -> pair.near.getInputStream().read()));
            Thread.sleep(100);
            pair.far.setSoLinger(true, 0);
            pair.far.close();
            crew.join();
        }
    }

    private static void closedByPeer() throws Exception {
        try (SocketPair pair = new SocketPair()) {
            Crew crew = new Crew();
            crew.start("reader", () -> Check.equal(pair.near.getInputStream().read(), -1, "end of stream"));
            Thread.sleep(50);
            pair.far.close();
            crew.join();
            Check.thrown(IOException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    pair.near.getOutputStream().write(i);
                    Thread.sleep(5);
                }
            });
        }
    }

    /** A descriptor that closes under a reader and comes back for another socket serves only the new one. */
    private static void descriptorsAreReused() throws Exception {
        for (int round = 0; round < 50; round++) {
            int b = round;
            SocketPair old = new SocketPair();
            Crew crew = new Crew();
            crew.start("old-reader", () -> Check.thrown(SocketException.class, () -> old.near.getInputStream().read()));
            Thread.sleep(2);
            old.close();
            try (SocketPair fresh = new SocketPair()) {
                crew.start("new-reader", () -> Check.equal(fresh.near.getInputStream().read(), b, "byte"));
                Thread.sleep(1);
                fresh.far.getOutputStream().write(b);
                crew.join();
            }
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }
}
