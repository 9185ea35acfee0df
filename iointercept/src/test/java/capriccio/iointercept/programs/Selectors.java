package capriccio.iointercept.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Event loops of the program's own on user threads: a select waits like any other blocking call. */
public final class Selectors {
    private static final int LOOPS = 60;
    private static final int MESSAGES = 40;

    private Selectors() {}

    public static void main(String[] args) {
        new Cases()
                .add("readiness", Selectors::readiness)
                .add("manyWait", Selectors::manyWait)
                .add("timeouts", Selectors::timeouts)
                .add("wakeups", Selectors::wakeups)
                .add("interrupts", Selectors::interrupts)
                .add("closes", Selectors::closes)
                .add("numbersAreReused", Selectors::numbersAreReused)
                .add("actionsMayBlock", Selectors::actionsMayBlock)
                .add("eventLoopServer", Selectors::eventLoopServer)
                .add("timeUnits", Selectors::timeUnits)
                .run(args);
    }

    private static void readiness() throws Exception {
        Pipe pipe = Pipe.open();
        try (Selector selector = Selector.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            SelectionKey key = source.register(selector, SelectionKey.OP_READ);
            for (int round = 0; round < 20; round++) {
                Crew crew = new Crew();
                crew.start("writer", () -> sink.write(ByteBuffer.wrap(new byte[] {1})));
                Check.equal(selector.select(), 1, "keys");
                Check.that(selector.selectedKeys().remove(key), "the key is selected");
                crew.join();
                Check.equal(selector.selectNow(), 1, "still readable");
                selector.selectedKeys().clear();
                Check.equal(source.read(ByteBuffer.allocate(8)), 1, "bytes");
                Check.equal(selector.selectNow(), 0, "read dry");
            }
        }
    }

    /** As many blocked selects as there are threads: each is woken in turn by the one before. */
    private static void manyWait() throws Exception {
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i <= LOOPS; i++) {
            pipes.add(Pipe.open());
        }
        Crew crew = new Crew();
        for (int i = 0; i < LOOPS; i++) {
            Pipe.SourceChannel in = pipes.get(i).source();
            Pipe.SinkChannel out = pipes.get(i + 1).sink();
            crew.start("loop-" + i, () -> pass(in, out));
        }
        Pipe.SinkChannel first = pipes.get(0).sink();
        Pipe.SourceChannel last = pipes.get(LOOPS).source();
        for (int m = 0; m < MESSAGES; m++) {
            first.write(ByteBuffer.wrap(new byte[] {(byte) m}));
            ByteBuffer got = ByteBuffer.allocate(1);
            try (Selector selector = Selector.open()) {
                last.configureBlocking(false);
                last.register(selector, SelectionKey.OP_READ);
                while (last.read(got) == 0) {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
            Check.equal(got.get(0), (byte) m, "message");
        }
        first.close();
        crew.join();
        for (Pipe pipe : pipes) {
            pipe.source().close();
            pipe.sink().close();
        }
    }

    private static void pass(Pipe.SourceChannel in, Pipe.SinkChannel out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        in.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            in.register(selector, SelectionKey.OP_READ);
            while (true) {
                selector.select();
                selector.selectedKeys().clear();
                int n = in.read(buffer);
                if (n < 0) {
                    out.close();
                    return;
                }
                out.write(buffer.flip());
                buffer.clear();
            }
        }
    }

    private static void timeouts() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < LOOPS; i++) {
            int millis = 20 + i;
            crew.start("waiter-" + i, () -> {
                try (Selector selector = Selector.open()) {
                    long start = System.nanoTime();
                    Check.equal(selector.select(millis), 0, "keys");
                    Check.between((System.nanoTime() - start) / 1_000_000, millis - 1, 30_000, "milliseconds waited");
                }
            });
        }
        crew.join();
    }

    private static void wakeups() throws Exception {
        try (Selector selector = Selector.open()) {
            CyclicBarrier turn = new CyclicBarrier(2);
            Crew crew = new Crew();
            crew.start("waker", () -> {
                for (int i = 0; i < 200; i++) {
                    selector.wakeup();
                    await(turn);
                }
            });
            for (int i = 0; i < 200; i++) {
                Check.equal(selector.select(), 0, "keys");
                await(turn);
            }
            crew.join();
            selector.wakeup();
            Check.equal(selector.select(60_000), 0, "a wake-up before the select counts");
        }
    }

    private static void interrupts() throws Exception {
        try (Selector selector = Selector.open()) {
            CountDownLatch ready = new CountDownLatch(1);
            Thread selecting = new Thread(() -> {
                ready.countDown();
                try {
                    selector.select();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                Check.that(Thread.interrupted(), "the status stays set");
            });
            Crew crew = new Crew();
            crew.start("interrupter", () -> {
                selecting.start();
                ready.await();
                selecting.interrupt();
                selecting.join();
            });
            crew.join();
            Check.that(selector.isOpen(), "an interrupt does not close a selector");
        }
    }

    private static void closes() throws Exception {
        for (int round = 0; round < 20; round++) {
            Selector selector = Selector.open();
            CountDownLatch ready = new CountDownLatch(1);
            Crew crew = new Crew();
            crew.start("selecting", () -> {
                ready.countDown();
                try {
                    Check.equal(selector.select(), 0, "keys");
                    Check.that(!selector.isOpen(), "a close ends the select");
                } catch (ClosedSelectorException e) {
                    Check.that(!selector.isOpen(), "closed before the select");
                }
            });
            ready.await();
            selector.close();
            crew.join();
        }
    }

    /** The number of a closed selector goes to sockets and other selectors. */
    private static void numbersAreReused() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Selector selector = Selector.open()) {
                Check.equal(selector.select(1), 0, "keys");
            }
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket far = server.accept()) {
                Crew crew = new Crew();
                crew.start("writer", () -> far.getOutputStream().write(9));
                Check.equal(near.getInputStream().read(), 9, "byte");
                crew.join();
            }
        }
    }

    private static void actionsMayBlock() throws Exception {
        Pipe pipe = Pipe.open();
        try (Selector selector = Selector.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            AtomicInteger seen = new AtomicInteger();
            Check.equal(selector.select(key -> {
                nap();
                seen.incrementAndGet();
            }), 1, "keys");
            Check.equal(seen.get(), 1, "actions");
        }
    }

    private static void eventLoopServer() throws Exception {
        Selector selector = Selector.open();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            Crew loop = new Crew();
            loop.start("event-loop", () -> echo(selector));
            Crew clients = new Crew();
            for (int i = 0; i < 20; i++) {
                int id = i;
                clients.start("client-" + i, () -> {
                    try (SocketChannel c = SocketChannel.open(server.getLocalAddress())) {
                        for (int m = 0; m < 20; m++) {
                            c.write(ByteBuffer.wrap(new byte[] {(byte) (id + m)}));
                            ByteBuffer got = ByteBuffer.allocate(1);
                            Check.equal(c.read(got), 1, "bytes");
                            Check.equal(got.get(0), (byte) (id + m), "echo");
                        }
                    }
                });
            }
            clients.join();
            selector.close();
            loop.join();
        } finally {
            selector.close();
        }
    }

    private static void echo(Selector selector) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try {
            while (selector.isOpen()) {
                selector.select();
                Set<SelectionKey> selected = selector.selectedKeys();
                synchronized (selected) { // close() empties it, under this lock
                    for (SelectionKey key : selected) {
                        answer(key, buffer);
                    }
                    selected.clear();
                }
            }
        } catch (ClosedSelectorException e) {
            Check.that(!selector.isOpen(), "closed");
        }
    }

    private static void answer(SelectionKey key, ByteBuffer buffer) throws IOException {
        if (!key.isValid()) {
            return; // closed meanwhile, with its selector
        }
        if (key.isAcceptable()) {
            SocketChannel c = ((ServerSocketChannel) key.channel()).accept();
            c.configureBlocking(false);
            c.register(key.selector(), SelectionKey.OP_READ);
            return;
        }
        SocketChannel c = (SocketChannel) key.channel();
        if (c.read(buffer.clear()) < 0) {
            c.close();
        } else {
            c.write(buffer.flip());
        }
    }

    /** {@code TimeUnit}'s own forms of sleep, join and wait. */
    private static void timeUnits() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < LOOPS; i++) {
            crew.start("sleeper-" + i, () -> {
                long start = System.nanoTime();
                TimeUnit.MICROSECONDS.sleep(30_500);
                TimeUnit.SECONDS.sleep(-1);
                Check.between((System.nanoTime() - start) / 1_000, 30_400, 30_000_000, "microseconds slept");
            });
        }
        crew.join();
        Thread short1 = new Thread(Selectors::nap);
        short1.start();
        TimeUnit.SECONDS.timedJoin(short1, 60);
        Check.that(!short1.isAlive(), "joined");
        Object monitor = new Object();
        synchronized (monitor) {
            long start = System.nanoTime();
            TimeUnit.MILLISECONDS.timedWait(monitor, 30);
            Check.between((System.nanoTime() - start) / 1_000_000, 29, 30_000, "milliseconds waited");
        }
        Thread.currentThread().interrupt();
        Check.thrown(InterruptedException.class, () -> TimeUnit.HOURS.sleep(1));
    }

    private static void nap() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
