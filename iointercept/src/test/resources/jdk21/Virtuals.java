import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What virtual threads do, checked; compiled for JDK 21 or later by the test. The same must hold with and without the agent. */
public final class Virtuals {
    private static final int THREADS = 200;
    private static final int ROUNDS = 50;

    private Virtuals() {}

    private interface Body {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        run("handOff", Virtuals::handOff);
        run("locks", Virtuals::locks);
        run("monitors", Virtuals::monitors);
        run("waits", Virtuals::waits);
        run("sleeps", Virtuals::sleeps);
        run("interrupts", Virtuals::interrupts);
        run("permits", Virtuals::permits);
        run("executor", Virtuals::executor);
        run("nested", Virtuals::nested);
        run("uncaught", Virtuals::uncaught);
        run("sockets", Virtuals::sockets);
        run("channels", Virtuals::channels);
        run("files", Virtuals::files);
        run("initialisers", Virtuals::initialisers);
        run("locals", Virtuals::locals);
        run("traces", Virtuals::traces);
        run("many", Virtuals::many);
        System.out.println("OK");
        System.exit(0); // a case's thread that hangs was told of before
    }

    private static void run(String name, Body body) throws Exception {
        Throwable[] failure = new Throwable[1];
        Thread thread = Thread.ofVirtual().name("case " + name).start(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                failure[0] = t;
            }
        });
        if (!thread.join(Duration.ofSeconds(60))) {
            System.out.println("FAILED " + name + " hangs in " + thread.getState() + " at " + List.of(thread.getStackTrace()));
            System.exit(1);
        } else if (failure[0] != null) {
            failure[0].printStackTrace(System.out);
            System.out.println("FAILED " + name);
            System.exit(1);
        }
        System.out.println("case " + name);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static List<Thread> start(int n, Body body) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    body.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread t : threads) {
            t.join();
        }
    }

    private static void handOff() throws Exception {
        SynchronousQueue<Integer> direct = new SynchronousQueue<>();
        LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
        AtomicLong sum = new AtomicLong();
        List<Thread> all = new ArrayList<>();
        all.addAll(start(20, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                direct.put(1);
            }
        }));
        all.addAll(start(20, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                queue.put(direct.take());
            }
        }));
        all.addAll(start(20, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                sum.addAndGet(queue.take());
            }
        }));
        join(all);
        check(sum.get() == 20 * ROUNDS, "each hand-off is counted: " + sum);
    }

    private static void locks() throws Exception {
        ReentrantLock lock = new ReentrantLock(true);
        Semaphore semaphore = new Semaphore(3);
        int[] counter = new int[1];
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        join(start(THREADS, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                lock.lock();
                try {
                    int before = counter[0];
                    if (i % 10 == 0) {
                        Thread.yield();
                    }
                    counter[0] = before + 1;
                } finally {
                    lock.unlock();
                }
                semaphore.acquire();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                semaphore.release();
            }
        }));
        check(counter[0] == THREADS * ROUNDS, "increments under a lock: " + counter[0]);
        check(most.get() <= 3, "inside a semaphore of 3: " + most);
    }

    private static void monitors() throws Exception {
        Object monitor = new Object();
        int[] counter = new int[1];
        join(start(THREADS, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (monitor) {
                    int before = counter[0];
                    if (i % 25 == 0) {
                        Thread.sleep(0, 1);
                    }
                    counter[0] = before + 1;
                }
            }
        }));
        check(counter[0] == THREADS * ROUNDS, "increments under a monitor: " + counter[0]);
    }

    private static void waits() throws Exception {
        Object monitor = new Object();
        int[] turn = new int[1];
        int players = 10;
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < players; p++) {
            int mine = p;
            threads.addAll(start(1, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    synchronized (monitor) {
                        while (turn[0] % players != mine) {
                            monitor.wait(mine % 2 == 0 ? 0 : 10_000);
                        }
                        turn[0]++;
                        monitor.notifyAll();
                    }
                }
            }));
        }
        join(threads);
        check(turn[0] == players * ROUNDS, "turns: " + turn[0]);
        synchronized (monitor) {
            long before = System.nanoTime();
            monitor.wait(5);
            check(System.nanoTime() - before >= 4_000_000, "a timed wait waits");
        }
    }

    private static void sleeps() throws Exception {
        AtomicInteger early = new AtomicInteger();
        join(start(THREADS, () -> {
            for (int i = 1; i <= 5; i++) {
                long before = System.nanoTime();
                Thread.sleep(i);
                if (System.nanoTime() - before < i * 1_000_000L) {
                    early.incrementAndGet();
                }
            }
        }));
        check(early.get() == 0, "sleeps that ended early: " + early);
    }

    private static void interrupts() throws Exception {
        CountDownLatch ready = new CountDownLatch(3);
        AtomicInteger interrupted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        threads.addAll(start(1, () -> {
            ready.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }));
        threads.addAll(start(1, () -> {
            ready.countDown();
            LockSupport.park();
            if (Thread.interrupted()) {
                interrupted.incrementAndGet();
            }
        }));
        threads.addAll(start(1, () -> {
            Object o = new Object();
            synchronized (o) {
                ready.countDown();
                try {
                    o.wait();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            }
        }));
        ready.await();
        threads.forEach(Thread::interrupt);
        join(threads);
        check(interrupted.get() == 3, "threads that saw an interrupt: " + interrupted);
    }

    private static void permits() throws Exception {
        Thread me = Thread.currentThread();
        LockSupport.unpark(me);
        LockSupport.park();
        AtomicInteger rounds = new AtomicInteger();
        Thread[] pair = new Thread[2];
        CountDownLatch both = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            int mine = i;
            pair[i] = Thread.ofVirtual().unstarted(() -> {
                try {
                    both.await();
                } catch (InterruptedException e) {
                    return;
                }
                while (rounds.get() < 2 * ROUNDS) {
                    if (rounds.get() % 2 == mine) {
                        rounds.incrementAndGet();
                        LockSupport.unpark(pair[1 - mine]);
                    } else {
                        LockSupport.parkNanos(1_000_000_000);
                    }
                }
                LockSupport.unpark(pair[1 - mine]);
            });
        }
        pair[0].start();
        pair[1].start();
        both.countDown();
        pair[0].join();
        pair[1].join();
        check(rounds.get() >= 2 * ROUNDS, "rounds by park and unpark: " + rounds);
    }

    private static void executor() throws Exception {
        long sum = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int n = i;
                results.add(threads.submit(() -> {
                    Thread.sleep(1);
                    return n;
                }));
            }
            for (Future<Integer> r : results) {
                sum += r.get();
            }
        }
        check(sum == THREADS * (THREADS - 1) / 2, "results of tasks: " + sum);
    }

    private static void nested() throws Exception {
        AtomicInteger leaves = new AtomicInteger();
        grow(8, leaves);
        check(leaves.get() == 256, "threads made by threads: " + leaves);
    }

    private static void grow(int depth, AtomicInteger leaves) throws InterruptedException {
        if (depth == 0) {
            leaves.incrementAndGet();
            return;
        }
        List<Thread> children = start(2, () -> grow(depth - 1, leaves));
        join(children);
    }

    private static void uncaught() throws Exception {
        List<String> seen = new ArrayList<>();
        Thread t = Thread.ofVirtual().name("thrower").uncaughtExceptionHandler((thread, e) -> seen.add(thread.getName() + e.getMessage()))
                .start(() -> {
                    throw new IllegalStateException(" failed");
                });
        t.join();
        check(seen.equals(List.of("thrower failed")), "the handler's call: " + seen);
        check(t.getState() == Thread.State.TERMINATED, "its state is " + t.getState());
    }

    private static void sockets() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
            Thread acceptor = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket s = server.accept();
                        Thread.ofVirtual().start(() -> echo(s));
                    }
                } catch (IOException e) {
                    check(server.isClosed(), "accept fails: " + e);
                }
            });
            join(start(50, () -> {
                try (Socket s = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    for (int i = 0; i < 20; i++) {
                        s.getOutputStream().write(new byte[] {(byte) i, 7});
                        check(s.getInputStream().read() == i && s.getInputStream().read() == 7, "bytes come back");
                    }
                }
            }));
            server.close();
            acceptor.join();
        }
    }

    private static void echo(Socket s) {
        try (s) {
            InputStream in = s.getInputStream();
            OutputStream out = s.getOutputStream();
            byte[] buffer = new byte[64];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void channels() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread acceptor = Thread.ofVirtual().start(() -> {
                try (SocketChannel c = server.accept()) {
                    ByteBuffer b = ByteBuffer.allocate(64);
                    while (c.read(b) >= 0) {
                        b.flip();
                        while (b.hasRemaining()) {
                            c.write(b);
                        }
                        b.clear();
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (SocketChannel c = SocketChannel.open(server.getLocalAddress())) {
                ByteBuffer b = ByteBuffer.allocate(4);
                for (int i = 0; i < ROUNDS; i++) {
                    b.clear().putInt(i).flip();
                    c.write(b);
                    b.clear();
                    while (b.hasRemaining() && c.read(b) >= 0) {}
                    check(b.flip().getInt() == i, "a number comes back");
                }
            }
            acceptor.join();
        }
    }

    private static void files() throws Exception {
        Path file = Files.createTempFile("virtuals", "");
        byte[] written = new byte[200_000];
        for (int i = 0; i < written.length; i++) {
            written[i] = (byte) (i * 31);
        }
        Files.write(file, written);
        AtomicInteger same = new AtomicInteger();
        join(start(20, () -> {
            if (java.util.Arrays.equals(Files.readAllBytes(file), written)) {
                same.incrementAndGet();
            }
        }));
        Files.delete(file);
        check(same.get() == 20, "files read right: " + same);
    }

    private static final class Slow {
        static final int VALUE;

        static {
            try {
                Thread.sleep(20); // pins
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            VALUE = 42;
        }
    }

    private static void initialisers() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        join(start(10, () -> seen.addAndGet(Slow.VALUE)));
        check(seen.get() == 420, "threads that saw the initialised value: " + seen);
    }

    private static void locals() throws Exception {
        ThreadLocal<Integer> local = new ThreadLocal<>();
        ConcurrentHashMap<Integer, Boolean> wrong = new ConcurrentHashMap<>();
        AtomicInteger ids = new AtomicInteger();
        join(start(THREADS, () -> {
            int id = ids.incrementAndGet();
            local.set(id);
            Thread me = Thread.currentThread();
            for (int i = 0; i < 5; i++) {
                Thread.yield();
                if (local.get() != id || Thread.currentThread() != me) {
                    wrong.put(id, true);
                }
            }
        }));
        check(wrong.isEmpty(), "threads that lost themselves: " + wrong);
    }

    private static void traces() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Thread t = Thread.ofVirtual().name("waits").start(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (t.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        for (int i = 0; i < 100; i++) {
            boolean shown = false;
            for (StackTraceElement e : t.getStackTrace()) {
                shown |= e.getMethodName().equals("await");
            }
            check(shown, "a parked thread's trace shows where");
        }
        check(t.getState() == Thread.State.WAITING, "to be looked at wakes nobody");
        t.interrupt();
        t.join();
    }

    private static void many() throws Exception {
        int n = 20_000;
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = start(n, () -> {
            release.await();
            done.incrementAndGet();
        });
        release.countDown();
        join(threads);
        check(done.get() == n, "threads that ended: " + done);
    }

    /** With one carrier, a thread that is pinned until another one runs; the JDK's own scheduler never runs that one. */
    public static final class Pinned {
        private static final CountDownLatch RELEASED = new CountDownLatch(1);

        private static final class Initialised {
            static final int VALUE;

            static {
                try {
                    RELEASED.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                VALUE = 42;
            }
        }

        private Pinned() {}

        public static void main(String[] args) throws Exception {
            AtomicInteger value = new AtomicInteger();
            Thread waits = Thread.ofVirtual().start(() -> value.set(Initialised.VALUE));
            while (waits.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            Thread.ofVirtual().start(RELEASED::countDown);
            waits.join();
            System.out.println("value " + value);
        }
    }

    /** Some that stay where they are until a line comes in. */
    public static final class Parked {
        private Parked() {}

        public static void main(String[] args) throws Exception {
            Object monitor = new Object();
            Thread sleeper = Thread.ofVirtual().name("sleeper").start(Parked::sleeps);
            synchronized (monitor) {
                Thread locker = Thread.ofVirtual().name("locker").start(() -> {
                    synchronized (monitor) {
                        sleeper.interrupt();
                    }
                });
                while (locker.getState() != Thread.State.BLOCKED || sleeper.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                System.out.println("parked " + ProcessHandle.current().pid());
                System.in.read();
            }
            sleeper.join();
        }

        private static void sleeps() {
            try {
                Thread.sleep(600_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
