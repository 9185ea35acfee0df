package capriccio.bench.micro;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Capriccio's Fig. 1: half of the threads put empty messages into one bounded buffer, the others take them out and work
 * on each for a short, random time. Arguments: where to write, then numbers of threads in rising order. A figure is the
 * time per message, once all the threads run.
 */
public final class ProducerConsumer {
    private static final int CAPACITY = 100;
    private static final int MOST_SPINS = 100;
    private static final int WINDOWS = 3;
    private static final long WINDOW_MILLIS = 300;
    private static final long LEAST_PER_THREAD = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private int messages;

    private final AtomicLong consumed = new AtomicLong();
    private int producers;

    public static void main(String[] args) throws IOException, InterruptedException {
        Threads.check();
        ProducerConsumer run = new ProducerConsumer();
        Figures figures = new Figures();
        for (int i = 1; i < args.length; i++) {
            int threads = Integer.parseInt(args[i]);
            run.growTo(threads);
            double[] nanos = run.measure();
            figures.add("message", threads, "ns/op", nanos);
            System.out.printf("%,d threads: %.0f ns per message%n", threads, nanos[0]);
        }
        figures.write(Path.of(args[0]));
        Runtime.getRuntime().halt(0);
    }

    private void growTo(int threads) throws InterruptedException {
        int pairs = threads / 2;
        CountDownLatch begun = new CountDownLatch((pairs - producers) * 2);
        while (producers < pairs) {
            start(begun, this::produce);
            producers++;
            start(begun, this::consume);
        }
        begun.await();
        // Every thread is to have had its turn before anything is measured.
        long enough = consumed.get() + LEAST_PER_THREAD * pairs;
        while (consumed.get() < enough) {
            Thread.sleep(10);
        }
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private static void start(CountDownLatch begun, Loop loop) {
        Threads.start(() -> {
            begun.countDown();
            try {
                loop.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private double[] measure() throws InterruptedException {
        double[] nanos = new double[WINDOWS];
        Thread.sleep(WINDOW_MILLIS);
        for (int i = 0; i < WINDOWS; i++) {
            long before = consumed.get();
            long begin = System.nanoTime();
            Thread.sleep(WINDOW_MILLIS);
            long elapsed = System.nanoTime() - begin;
            nanos[i] = elapsed / (double) Math.max(1, consumed.get() - before);
        }
        return nanos;
    }

    private void produce() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                while (messages == CAPACITY) {
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
        while (true) {
            lock.lock();
            try {
                while (messages == 0) {
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
            for (long spins = Math.floorMod(random, MOST_SPINS); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            consumed.incrementAndGet();
        }
    }
}
