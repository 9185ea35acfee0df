package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What waits at an entry can be ended, times out, and loses nothing. With {@code policy=graph}, new work does wait. */
public final class HeldEntries {
    private static final int ROUNDS = 4;
    private static final int CLIENTS = 20;

    private HeldEntries() {}

    public static void main(String[] args) throws Exception {
        Scarcity scarcity = new Scarcity();
        new Cases()
                .add("closedSocket", HeldEntries::closedSocket)
                .add("closedChannel", () -> endedChannel(ClosedChannelException.class, (server, acceptor) -> server.close()))
                .add("interruptedChannel", () -> endedChannel(ClosedByInterruptException.class, (server, acceptor) -> acceptor.interrupt()))
                .add("timeouts", HeldEntries::timeouts)
                .add("nothingIsLost", HeldEntries::nothingIsLost)
                .add("selectorsAccept", HeldEntries::selectorsAccept)
                .add("startsAreBounded", HeldEntries::startsAreBounded)
                .add("permitsAreKept", HeldEntries::permitsAreKept)
                .run(args);
        scarcity.end();
    }

    private static List<Socket> connect(int port, int n) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        return clients;
    }

    private static void closeAll(List<Socket> clients) throws IOException {
        for (Socket s : clients) {
            s.close();
        }
    }

    /** Accepts until something is thrown, which it hands over. */
    private static Thread acceptor(BlockingQueue<Throwable> thrown, Check.Body accept) {
        Thread t = new Thread(() -> {
            try {
                while (true) {
                    accept.run();
                }
            } catch (Throwable e) {
                thrown.add(e);
            }
        }, "acceptor");
        t.start();
        return t;
    }

    private static void assertEnds(Thread acceptor, BlockingQueue<Throwable> thrown, Class<?> type) throws Exception {
        Throwable t = thrown.poll(20, TimeUnit.SECONDS);
        Check.that(type.isInstance(t), "the acceptor ends by " + type.getName() + ", not " + t);
        acceptor.join(20_000);
        Check.that(!acceptor.isAlive(), "the acceptor ends");
    }

    private static void closedSocket() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
            List<Socket> clients = connect(server.getLocalPort(), CLIENTS);
            BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
            Thread acceptor = acceptor(thrown, () -> server.accept().close());
            Thread.sleep(20L * i);
            server.close();
            assertEnds(acceptor, thrown, SocketException.class);
            closeAll(clients);
        }
    }

    private static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CLIENTS);
    }

    private static int port(ServerSocketChannel server) throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** Ends an acceptor, and its channel with it. */
    private interface Ending {
        void end(ServerSocketChannel server, Thread acceptor) throws Exception;
    }

    private static void endedChannel(Class<?> type, Ending ending) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ServerSocketChannel server = listen();
            List<Socket> clients = connect(port(server), CLIENTS);
            BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
            Thread acceptor = acceptor(thrown, () -> server.accept().close());
            Thread.sleep(20L * i);
            ending.end(server, acceptor);
            assertEnds(acceptor, thrown, type);
            Check.that(!server.isOpen(), "the channel is closed");
            closeAll(clients);
        }
    }

    /** Of sockets and of channels; a connection that comes in time is accepted at some time. */
    private static void timeouts() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
                ServerSocketChannel channel = listen()) {
            for (ServerSocket server : List.of(socket, channel.socket())) {
                server.setSoTimeout(15);
                Check.thrown(SocketTimeoutException.class, server::accept);
                List<Socket> clients = connect(server.getLocalPort(), 4);
                int accepted = 0;
                int tries = 0;
                for (; accepted < 4; tries++) {
                    Check.that(tries < 5000, "4 connections are accepted by " + tries + " tries");
                    long begun = System.nanoTime();
                    try {
                        server.accept().close();
                        accepted++;
                    } catch (SocketTimeoutException e) {
                        Check.that(System.nanoTime() - begun >= 14_000_000, "a time-out is not early");
                    }
                }
                System.out.println(tries + " tries");
                closeAll(clients);
            }
        }
    }

    private static void nothingIsLost() throws Exception {
        try (ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress())) {
            List<Socket> clients = connect(server.getLocalPort(), CLIENTS);
            for (int i = 0; i < CLIENTS; i++) {
                clients.get(i).getOutputStream().write(i);
            }
            BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
            for (int i = 0; i < CLIENTS; i++) {
                try (Socket s = server.accept()) {
                    heard.add(s.getInputStream().read());
                }
            }
            Check.equal(heard.stream().mapToInt(Integer::intValue).sum(), CLIENTS * (CLIENTS - 1) / 2, "what all clients said");
            closeAll(clients);
        }
    }

    /** An accept that does not block is not held: null would surprise a program whose selector has told of a connection. */
    private static void selectorsAccept() throws Exception {
        try (ServerSocketChannel server = listen();
                Selector selector = Selector.open()) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            List<Socket> clients = connect(port(server), CLIENTS);
            for (int accepted = 0; accepted < CLIENTS; accepted++) {
                Check.that(selector.select(20_000) == 1, "a connection is there");
                selector.selectedKeys().clear();
                SocketChannel c = server.accept();
                Check.that(c != null, "it is accepted");
                c.close();
            }
            closeAll(clients);
        }
    }

    /** A thread starts one that it waits for under a lock, four deep: as if a server needed it to make room. */
    private static void startsAreBounded() throws Exception {
        long begun = System.nanoTime();
        deeper(4);
        System.out.println("starts took " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        List<Thread> same = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread t = new Thread(() -> {});
            same.add(t);
            t.start();
            Check.thrown(IllegalThreadStateException.class, t::start);
        }
        for (Thread t : same) {
            t.join(20_000);
            Check.that(!t.isAlive(), "a thread that was started ends");
        }
    }

    private static void deeper(int depth) {
        try {
            Object lock = new Object();
            synchronized (lock) {
                if (depth > 0) {
                    Thread t = new Thread(() -> deeper(depth - 1));
                    t.start();
                    t.join(20_000);
                    Check.that(!t.isAlive(), "thread " + depth + " ends");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A permit that comes while a start waits is there for the park that it was meant for. */
    private static void permitsAreKept() throws Exception {
        for (int i = 0; i < 10; i++) {
            Thread me = Thread.currentThread();
            Thread other = new Thread(() -> LockSupport.unpark(me));
            other.start();
            new Thread(() -> {}).start();
            long begun = System.nanoTime();
            LockSupport.parkNanos(20_000_000_000L);
            Check.that(System.nanoTime() - begun < 15_000_000_000L, "the permit was kept");
        }
    }
}
