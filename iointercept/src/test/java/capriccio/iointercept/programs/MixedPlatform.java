package capriccio.iointercept.programs;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The main thread and the common pool, which are platform threads, meet started threads. */
@SuppressWarnings({"ThreadPriorityCheck", "LockNotBeforeTry"}) // to yield is the point; a failed check ends the program
public final class MixedPlatform {
    private static final int ROUNDS = 200;

    private MixedPlatform() {}

    public static void main(String[] args) {
        new Cases()
                .add("synchronousQueue", () -> pingPong(new SynchronousQueue<>(), new SynchronousQueue<>()))
                .add("arrayQueue", () -> pingPong(new ArrayBlockingQueue<>(1), new ArrayBlockingQueue<>(1)))
                .add("transferQueue", () -> pingPong(new LinkedTransferQueue<>(), new LinkedTransferQueue<>()))
                .add("monitor", MixedPlatform::monitor)
                .add("contendedMonitor", MixedPlatform::contendedMonitor)
                .add("waitNotify", MixedPlatform::waitNotify)
                .add("lock", MixedPlatform::lock)
                .add("barrier", MixedPlatform::barrier)
                .add("parkUnpark", MixedPlatform::parkUnpark)
                .add("interrupt", MixedPlatform::interrupt)
                .add("commonPool", MixedPlatform::commonPool)
                .add("parallelStream", MixedPlatform::parallelStream)
                .add("sockets", MixedPlatform::sockets)
                .runOnMain(args);
    }

    private static void pingPong(BlockingQueue<Integer> there, BlockingQueue<Integer> back) throws Exception {
        Crew crew = new Crew();
        crew.start("adder", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                back.put(there.take() + 1);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            there.put(i);
            Check.equal(back.take(), i + 1, "answer");
        }
        crew.join();
    }

    private static void monitor() throws Exception {
        exclude(1, 50);
    }

    private static void contendedMonitor() throws Exception {
        exclude(8, 20);
    }

    private static void exclude(int threads, int rounds) throws Exception {
        Object lock = new Object();
        int[] count = new int[1];
        Check.Body increments = () -> {
            for (int i = 0; i < rounds; i++) {
                synchronized (lock) {
                    int seen = count[0];
                    Thread.sleep(1);
                    count[0] = seen + 1;
                }
                Thread.yield();
            }
        };
        Crew crew = new Crew();
        for (int i = 0; i < threads; i++) {
            crew.start("incrementer-" + i, increments);
        }
        increments.run();
        crew.join();
        Check.equal(count[0], (threads + 1) * rounds, "count");
    }

    private static void waitNotify() throws Exception {
        Object lock = new Object();
        int[] turn = new int[1];
        Crew crew = new Crew();
        crew.start("odd", () -> take(lock, turn, 1));
        take(lock, turn, 0);
        crew.join();
        Check.equal(turn[0], 2 * ROUNDS, "turns");
    }

    private static void take(Object lock, int[] turn, int parity) throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            synchronized (lock) {
                while (turn[0] % 2 != parity) {
                    lock.wait();
                }
                turn[0]++;
                lock.notifyAll();
            }
        }
    }

    private static void lock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        int[] count = new int[1];
        Check.Body increments = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                lock.lock();
                try {
                    int seen = count[0];
                    Thread.yield();
                    count[0] = seen + 1;
                } finally {
                    lock.unlock();
                }
            }
        };
        Crew crew = new Crew();
        for (int i = 0; i < 8; i++) {
            crew.start("incrementer-" + i, increments);
        }
        increments.run();
        crew.join();
        Check.equal(count[0], 9 * ROUNDS, "count");
    }

    private static void barrier() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(5);
        Check.Body parties = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                barrier.await();
            }
        };
        Crew crew = new Crew();
        for (int i = 0; i < 4; i++) {
            crew.start("party-" + i, parties);
        }
        parties.run();
        crew.join();
    }

    private static void parkUnpark() throws Exception {
        Thread main = Thread.currentThread();
        int[] turn = new int[1];
        ReentrantLock guard = new ReentrantLock();
        Crew crew = new Crew();
        Thread partner = crew.start("partner", () -> parkUntilMine(turn, guard, 1, main));
        parkUntilMine(turn, guard, 0, partner);
        crew.join();
        Check.equal(turn[0], 2 * ROUNDS, "turns");
    }

    private static void parkUntilMine(int[] turn, ReentrantLock guard, int parity, Thread other) {
        for (int i = 0; i < ROUNDS; i++) {
            while (read(turn, guard) % 2 != parity) {
                LockSupport.park();
            }
            guard.lock();
            turn[0]++;
            guard.unlock();
            LockSupport.unpark(other);
        }
    }

    private static int read(int[] turn, ReentrantLock guard) {
        guard.lock();
        try {
            return turn[0];
        } finally {
            guard.unlock();
        }
    }

    private static void interrupt() throws Exception {
        Thread main = Thread.currentThread();
        Crew crew = new Crew();
        Thread sleeper =
                crew.start("sleeper", () -> Check.thrown(InterruptedException.class, () -> Thread.sleep(100_000)));
        sleeper.interrupt();
        crew.join();
        crew.start("interrupter", () -> {
            Thread.sleep(50);
            main.interrupt();
        });
        Check.thrown(InterruptedException.class, () -> Thread.sleep(100_000));
        crew.join();
    }

    private static void commonPool() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < 20; i++) {
            int value = i;
            CompletableFuture<Integer> fromUser = new CompletableFuture<>();
            CompletableFuture<Integer> fromPool = fromUser.thenApplyAsync(x -> x + 1);
            crew.start("completer-" + i, () -> {
                fromUser.complete(value);
                Check.equal(fromPool.join(), value + 1, "result");
            });
        }
        crew.join();
    }

    private static void parallelStream() throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < 5; i++) {
            crew.start("streamer-" + i, () -> Check.equal(
                    IntStream.range(0, 10_000).parallel().mapToLong(x -> x).sum(), 49_995_000L, "sum"));
        }
        crew.join();
    }

    private static void sockets() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Crew crew = new Crew();
            crew.start("client", () -> {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    for (int i = 0; i < ROUNDS; i++) {
                        socket.getOutputStream().write(i);
                        Check.equal(socket.getInputStream().read(), i, "echo");
                    }
                }
            });
            try (Socket socket = server.accept()) {
                for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
                    socket.getOutputStream().write(b);
                }
            }
            crew.join();
        }
    }
}
