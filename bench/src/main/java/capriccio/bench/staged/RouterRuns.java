package capriccio.bench.staged;

import capriccio.bench.compare.Child;
import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs the rows in interleaved rounds: a router of its own for each row at each rate. */
final class RouterRuns {
    private static final long START_MILLIS = 30_000;
    private static final String POOL_THREAD = "Sandstorm TP-";
    /** The first thread of the router's stage, and that of the protocol's, which has no more. */
    private static final int THREADS_AT_START = 2;

    /** What to run; lengths in milliseconds. */
    record Plan(List<Row> rows, List<Integer> rates, int rounds, long measureMillis, long warmMillis) {}

    private final Plan plan;
    private final List<Sample> samples = new ArrayList<>();

    RouterRuns(Plan plan) {
        this.plan = plan;
    }

    /** Runs everything; a failure becomes a sample with its reason. */
    List<Sample> run() throws InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Row> order = new ArrayList<>(plan.rows());
            Collections.rotate(order, -round);
            for (int rate : plan.rates()) {
                for (Row row : order) {
                    add(run(row, rate, round));
                }
            }
        }
        return samples;
    }

    private Sample run(Row row, int rate, int round) throws InterruptedException {
        try (Child router = new Child(Jvm.server(row.jvmArguments()))) {
            int port = router.awaitPort(START_MILLIS);
            Sample.Times times = new PacketLoad(rate, plan.warmMillis(), plan.measureMillis()).run(port);
            return new Sample(row.name(), rate, round, "", times, poolThreads(router.pid()) - THREADS_AT_START);
        } catch (IOException e) {
            return new Sample(row.name(), rate, round, String.valueOf(e.getMessage()), null, 0);
        }
    }

    /** Threads of pools in a process, by the names that the kernel has of them. */
    private static int poolThreads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            int count = 0;
            for (Path task : tasks.toList()) {
                Path name = task.resolve("comm");
                count += Files.exists(name) && Files.readString(name).startsWith(POOL_THREAD) ? 1 : 0;
            }
            return count;
        }
    }

    private void add(Sample sample) {
        samples.add(sample);
        Sample.Times t = sample.times();
        System.err.println(String.format(Locale.ROOT, "round %d  %-12s at %5d  %s", sample.round() + 1, sample.row(), sample.rate(),
                t == null
                        ? "failed: " + sample.failure()
                        : String.format(Locale.ROOT, "ping %.1f ms, query %.1f ms, %d lost, %d threads added", t.pingMean(), t.queryMean(),
                                t.lost(), sample.added())));
    }
}
