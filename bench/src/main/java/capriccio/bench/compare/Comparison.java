package capriccio.bench.compare;

import capriccio.bench.fileset.FileSet;
import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import capriccio.bench.report.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs the rows in interleaved rounds; in each round every server is started afresh and warmed up. */
final class Comparison {
    private static final long START_MILLIS = 15_000;
    private static final long RAMP_MILLIS = 8_000;
    private static final long TIMEOUT_MILLIS = 6_000;
    private static final long SETTLE_MILLIS = 250;
    private static final long GRACE_MILLIS = 8_000;
    private static final int WARMUP_CONNECTIONS = 256;

    /**
     * What to run.
     *
     * @param sliceMillis length of a measured slice
     * @param warmupMillis limit of the warm-up of each server
     */
    record Plan(
            List<Row> rows, List<Integer> connections, int rounds, long sliceMillis, long warmupMillis, Path root, Path out) {}

    private final Plan plan;
    private final Progress progress;
    private final List<Slice> slices = new ArrayList<>();

    Comparison(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Runs everything; failures become slices with a reason. */
    List<Slice> run() throws IOException, InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Row> order = new ArrayList<>(plan.rows());
            Collections.rotate(order, -round);
            for (Row row : order) {
                runRow(row, round);
            }
        }
        return slices;
    }

    private void runRow(Row row, int round) throws IOException, InterruptedException {
        if (!row.missing().isEmpty()) {
            failAll(row, round, row.missing());
            return;
        }
        List<String> arguments = new ArrayList<>(row.jvmArguments());
        arguments.addAll(List.of("--port", "0", "--root", plan.root().toString(), "--exit-with-stdin"));
        progress.say(row.name() + ", round " + (round + 1));
        int done = 0;
        try (Child server = new Child(Jvm.server(arguments));
                Child load = new Child(Jvm.load())) {
            try {
                int port = server.awaitPort(START_MILLIS);
                load.ask(spec(server, port, WARMUP_CONNECTIONS, plan.warmupMillis(), 100, ""), GRACE_MILLIS);
                for (int connections : plan.connections()) {
                    String hlog = plan.out()
                            .resolve("hlog/" + row.name() + "-" + connections + "-" + (round + 1) + ".hlog")
                            .toString();
                    LoadSpec spec = spec(server, port, connections, 0, plan.sliceMillis(), hlog);
                    add(Slice.of(row.name(), connections, round, load.ask(spec, GRACE_MILLIS)));
                    done++;
                    if (!server.isAlive()) {
                        throw new IOException("the server died under load");
                    }
                }
            } catch (IOException e) {
                List<String> last = server.isAlive() && !load.isAlive() ? load.lastErrors() : server.lastErrors();
                String tail = last.isEmpty() ? "" : "; last lines on stderr: " + String.join(" | ", last);
                failRest(row, round, done, e.getMessage() + tail);
            }
        }
    }

    private LoadSpec spec(Child server, int port, int connections, long warmup, long measure, String hlog) {
        return new LoadSpec(
                "127.0.0.1",
                port,
                connections,
                1,
                0,
                128,
                RAMP_MILLIS,
                warmup,
                SETTLE_MILLIS,
                measure,
                TIMEOUT_MILLIS,
                0,
                0,
                0,
                server.pid(),
                FileSet.DEFAULT_SEED,
                FileSet.DEFAULT_DIRECTORIES,
                connections,
                hlog);
    }

    private void failAll(Row row, int round, String reason) {
        failRest(row, round, 0, reason);
    }

    private void failRest(Row row, int round, int done, String reason) {
        for (int i = done; i < plan.connections().size(); i++) {
            add(new Slice(row.name(), plan.connections().get(i), round, reason, null));
        }
        if (done == plan.connections().size() && done > 0) {
            Slice last = slices.get(slices.size() - 1);
            slices.set(
                    slices.size() - 1, new Slice(last.row(), last.connections(), last.round(), reason, last.result()));
        }
    }

    private void add(Slice slice) {
        slices.add(slice);
        progress.step(slice);
    }
}
