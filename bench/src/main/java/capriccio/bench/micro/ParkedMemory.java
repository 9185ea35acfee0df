package capriccio.bench.micro;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Parks threads under ten frames and measures the live heap and the resident memory before and after. Arguments: where
 * to write, then numbers of threads in rising order. The threads stay parked until the process ends.
 */
public final class ParkedMemory {
    private static final int FRAMES = 10;
    private static final int COLLECTIONS = 3;
    private static final AtomicInteger PARKED = new AtomicInteger();

    private ParkedMemory() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Threads.check();
        int most = Integer.parseInt(args[args.length - 1]);
        List<Thread> threads = new ArrayList<>(most);
        startUntil(threads, 1_000); // what is made once, such as the twins of the frames, is not a thread's
        long heapBefore = liveHeap();
        long residentBefore = resident();
        Figures figures = new Figures();
        for (int i = 1; i < args.length; i++) {
            int n = Integer.parseInt(args[i]);
            int counted = n - 1_000;
            startUntil(threads, n);
            double heap = (liveHeap() - heapBefore) / (double) counted;
            figures.add("heapPerThread", n, "B/thread", heap);
            figures.add("residentPerThread", n, "B/thread", (resident() - residentBefore) / (double) counted);
            figures.add("resident", n, "B", (double) resident());
            System.out.printf("%,d threads: %.0f bytes of heap each%n", n, heap);
        }
        figures.write(Path.of(args[0]));
        if (PARKED.get() != threads.size()) {
            throw new IllegalStateException(PARKED.get() + " of " + threads.size() + " threads are parked");
        }
        Runtime.getRuntime().halt(0);
    }

    private static void startUntil(List<Thread> threads, int n) throws InterruptedException {
        while (threads.size() < n) {
            int batch = Math.min(1_000, n - threads.size());
            CountDownLatch parked = new CountDownLatch(batch);
            for (int i = 0; i < batch; i++) {
                threads.add(Threads.start(() -> down(FRAMES, "x", parked)));
            }
            parked.await();
        }
    }

    /** A frame with a few locals, as programs have them. */
    private static long down(int frames, Object passed, CountDownLatch parked) {
        long local = frames * 31L;
        if (frames > 1) {
            return down(frames - 1, passed, parked) + local;
        }
        PARKED.incrementAndGet();
        parked.countDown();
        while (passed != parked) { // for ever
            LockSupport.park();
        }
        return local;
    }

    private static long liveHeap() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(50); // lets the last of the threads finish its parking
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }
}
