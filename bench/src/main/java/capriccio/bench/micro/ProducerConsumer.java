package capriccio.bench.micro;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Capriccio's Fig. 1: half of the threads put empty messages into one bounded buffer, the others take them out and work
 * on each for a short, random time. Arguments: where to write, then numbers of threads. A figure is the CPU time per
 * message, once all the threads run.
 */
public final class ProducerConsumer {
    private static final int CAPACITY = 100;
    /** Of JMH's, a nanosecond or two each. */
    private static final long MOST_TOKENS = 100;
    private static final int WINDOWS = 3;
    private static final long WINDOW_MILLIS = 300;
    private static final long LEAST_PER_THREAD = 2;
    private static final int WARM_THREADS = 100;
    private static final double WARM_NANOS = 3e9;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private int messages;

    private final AtomicLong consumed = new AtomicLong();
    private final CountDownLatch begun;
    private final CountDownLatch ended;
    /** Opens when all have begun: a scheduler may prefer those that run to those that have yet to begin. */
    private final CountDownLatch go = new CountDownLatch(1);

    private final int threads;
    private volatile boolean stopped;

    private ProducerConsumer(int threads) {
        this.threads = threads;
        begun = new CountDownLatch(threads);
        ended = new CountDownLatch(threads);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Threads.check();
        warmUp();
        Figures figures = new Figures();
        for (int i = 1; i < args.length; i++) {
            int threads = Integer.parseInt(args[i]);
            double[] nanos = new ProducerConsumer(threads).run();
            figures.add("message", threads, "ns/op", nanos);
            System.out.printf("%,d threads: %.0f ns per message%n", threads, nanos[0]);
        }
        figures.write(Path.of(args[0]));
        Runtime.getRuntime().halt(0);
    }

    /** For so much CPU, without which the first number of threads, to which others are compared, would pay for the JIT. */
    private static void warmUp() throws InterruptedException {
        Map<String, Long> begin = Cpu.times();
        while (Cpu.nanosSince(begin) < WARM_NANOS) {
            new ProducerConsumer(WARM_THREADS).run();
        }
    }

    private double[] run() throws InterruptedException {
        for (int i = 0; i < threads; i += 2) {
            start(this::produce);
            start(this::consume);
        }
        begun.await();
        go.countDown();
        long enough = LEAST_PER_THREAD * threads;
        while (consumed.get() < enough) {
            Thread.sleep(10);
        }
        Thread.sleep(WINDOW_MILLIS);
        double[] nanos = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            long before = consumed.get();
            Map<String, Long> begin = Cpu.times();
            Thread.sleep(WINDOW_MILLIS);
            nanos[i] = Cpu.nanosSince(begin) / (double) Math.max(1, consumed.get() - before);
        }
        stop();
        return nanos;
    }

    private void stop() throws InterruptedException {
        stopped = true;
        lock.lock();
        try {
            notFull.signalAll();
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        ended.await();
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private void start(Loop loop) {
        Threads.start(() -> {
            begun.countDown();
            try {
                go.await();
                loop.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        });
    }

    private void produce() throws InterruptedException {
        while (!stopped) {
            lock.lock();
            try {
                while (messages == CAPACITY && !stopped) {
                    notFull.await();
                }
                messages++;
                notEmpty.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private void consume() throws InterruptedException {
        long random = Thread.currentThread().hashCode() | 1;
        while (!stopped) {
            lock.lock();
            try {
                while (messages == 0 && !stopped) {
                    notEmpty.await();
                }
                messages--;
                notFull.signal();
            } finally {
                lock.unlock();
            }
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            Blackhole.consumeCPU(Math.floorMod(random, MOST_TOKENS)); // not onSpinWait, which says that it waits for somebody
            consumed.incrementAndGet();
        }
    }
}
