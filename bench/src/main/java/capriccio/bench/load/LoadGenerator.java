package capriccio.bench.load;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.RequestMix;
import capriccio.bench.proc.ProcessFacts;
import capriccio.bench.stats.Fairness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Keep-alive connections in a closed loop, in which every client asks again as soon as it has its response, or in an open
 * one, in which requests are due at random times and take any connection that is free. Every byte of every response is
 * compared with the file. Failures are counted by kind and never end the run; the run is bounded in
 * time.
 */
public final class LoadGenerator {
    /** Above this share of its cores' time, the load generator is the limit. */
    static final double BUSY = .9;

    /** A request in a hundred that is sent so late makes the load generator the limit. */
    private static final long LATE_NANOS = 1_000_000;

    private static final int SEQUENCE = 1 << 16;
    private static final long TICK_MILLIS = 5;
    private static final long WINDOW_MILLIS = 400;

    private final LoadSpec spec;
    private final List<ClientLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Stability stability = new Stability();
    private boolean stable = true;

    private LoadGenerator(LoadSpec spec, FileSet set) throws IOException {
        this.spec = spec;
        int[] sequence = spec.lightShare() == 0
                ? RequestMix.sequence(set, spec.mixSeed(), SEQUENCE)
                : RequestMix.twoKinds(set, spec.mixSeed(), SEQUENCE, spec.lightShare());
        for (int i = 0; i < spec.threads(); i++) {
            ClientLoop loop = new ClientLoop(spec, set, sequence, i);
            loops.add(loop);
            threads.add(new Thread(loop, "load-" + i));
        }
    }

    /** Carries out {@code spec}, whose file set is {@code set}. */
    public static LoadResult run(LoadSpec spec, FileSet set) throws IOException, InterruptedException {
        return new LoadGenerator(spec, set).run();
    }

    private LoadResult run() throws InterruptedException {
        threads.forEach(Thread::start);
        try {
            awaitOpen();
            enter(Phase.WARMUP);
            long warm = System.nanoTime();
            warmUp();
            double warmupSeconds = (System.nanoTime() - warm) / 1e9;
            Slice slice = measure();
            enter(Phase.DRAIN);
            awaitEnd(spec.timeoutMillis() + 500);
            return result(slice, warmupSeconds);
        } finally {
            enter(Phase.DONE);
            awaitEnd(2_000);
        }
    }

    /** Counters at the two ends of the measured slice. */
    private record Slice(
            int open, long startMillis, double seconds, long serverCpuNanos, long resident, long threads, double busy) {}

    private void enter(Phase phase) {
        loops.forEach(loop -> loop.enter(phase));
    }

    private int open() {
        return loops.stream().mapToInt(ClientLoop::proven).sum();
    }

    private long completed() {
        return loops.stream().mapToLong(ClientLoop::completed).sum();
    }

    private boolean isSpent() {
        return spec.maxRequests() > 0 && completed() >= spec.maxRequests();
    }

    private void awaitOpen() throws InterruptedException {
        int quiet = spec.manner().quietClients();
        int first = quiet == 0 ? spec.connections() : Math.min(quiet, spec.connections());
        long deadline = System.nanoTime() + spec.rampMillis() * 1_000_000L;
        while (open() < first && System.nanoTime() - deadline < 0) {
            pause(TICK_MILLIS);
        }
    }

    private void warmUp() throws InterruptedException {
        if (spec.warmupMillis() == 0) {
            pause(spec.settleMillis());
            return;
        }
        long deadline = System.nanoTime() + spec.warmupMillis() * 1_000_000L;
        stable = false;
        while (!stable && System.nanoTime() - deadline < 0 && !isSpent()) {
            long before = completed();
            long start = System.nanoTime();
            pause(WINDOW_MILLIS);
            stability.add((completed() - before) * 1e9 / (System.nanoTime() - start));
            stable = stability.isStable();
        }
    }

    private Slice measure() throws InterruptedException {
        long startMillis = System.currentTimeMillis();
        long serverBefore = ProcessFacts.cpuNanos(spec.serverPid());
        long selfBefore = ownCpuNanos();
        int open = open();
        enter(Phase.MEASURE);
        long start = System.nanoTime();
        long end = start + spec.measureMillis() * 1_000_000L;
        while (System.nanoTime() - end < 0 && !isSpent()) {
            pause(Math.max(1, Math.min(100, (end - System.nanoTime()) / 1_000_000L)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        enter(Phase.DRAIN);
        long server = ProcessFacts.cpuNanos(spec.serverPid());
        double busy = (ownCpuNanos() - selfBefore) / 1e9 / seconds / spec.threads();
        long used = server < 0 || serverBefore < 0 ? ProcessFacts.UNKNOWN : server - serverBefore;
        long resident = ProcessFacts.residentBytes(spec.serverPid());
        return new Slice(open, startMillis, seconds, used, resident, ProcessFacts.threads(spec.serverPid()), busy);
    }

    private static long ownCpuNanos() {
        var bean = java.lang.management.ManagementFactory.getPlatformMXBean(
                com.sun.management.OperatingSystemMXBean.class);
        return bean.getProcessCpuTime();
    }

    private void awaitEnd(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000L));
        }
        enter(Phase.DONE);
        for (Thread thread : threads) {
            thread.join(2_000);
        }
    }

    private static void pause(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        for (long left = millis * 1_000_000L; left > 0; left = deadline - System.nanoTime()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(left);
        }
    }

    /** In an open loop it is busy waiting for what is due, and must not miss it by far. */
    private boolean isClientBound(Slice slice) {
        if (spec.rate() == 0) {
            return slice.busy() > BUSY;
        }
        return loops.stream().anyMatch(loop -> loop.lateness() > LATE_NANOS);
    }

    private LoadResult result(Slice slice, double warmupSeconds) {
        Histogram response = Histograms.create();
        Histogram light = Histograms.create();
        Histogram connect = Histograms.create();
        Histogram first = Histograms.create();
        Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
        String firstError = "";
        long requests = 0;
        long bytes = 0;
        long lightRequests = 0;
        long refused = 0;
        Timeline timeline = new Timeline(spec.manner().windowMillis());
        long[] shares = new long[spec.connections()];
        for (ClientLoop loop : loops) {
            response.add(loop.response);
            light.add(loop.light);
            lightRequests += loop.sliceLight;
            connect.add(loop.connect);
            first.add(loop.firstResponse);
            loop.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
            firstError = firstError.isEmpty() ? loop.firstError : firstError;
            requests += loop.sliceRequests;
            bytes += loop.sliceBytes;
            refused += loop.sliceRefused;
            timeline.add(loop.timeline);
            loop.clients().forEach(client -> shares[client.id] = client.completed);
        }
        if (!spec.hlog().isEmpty()) {
            long endMillis = slice.startMillis() + TimeUnit.SECONDS.toMillis(1) * (long) Math.ceil(slice.seconds());
            Histograms.writeLog(response, Path.of(spec.hlog()), slice.startMillis(), endMillis);
        }
        return new LoadResult(
                spec.connections(),
                slice.open(),
                slice.seconds(),
                requests,
                bytes,
                requests / slice.seconds(),
                errors,
                firstError,
                Fairness.jain(shares),
                Histograms.times(response),
                Histograms.times(light),
                lightRequests / slice.seconds(),
                Histograms.times(connect),
                Histograms.times(first),
                Histograms.encode(response),
                slice.serverCpuNanos() < 0 || requests == 0 ? -1 : slice.serverCpuNanos() / 1e3 / requests,
                slice.resident(),
                slice.threads(),
                slice.busy(),
                isClientBound(slice),
                warmupSeconds,
                stable,
                stability.windows(),
                refused,
                timeline.windows(slice.seconds()));
    }
}
