package capriccio.bench.scarce;

import capriccio.bench.compare.Child;
import capriccio.bench.compare.Jvm;
import capriccio.bench.compare.Row;
import capriccio.bench.fileset.FileSet;
import capriccio.bench.fileset.RequestMix;
import capriccio.bench.load.LoadResult;
import capriccio.bench.load.LoadSpec;
import capriccio.bench.servers.ServerOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Runs the rows in interleaved rounds. A server that does not recover from one load is started anew for the next. */
final class Runs {
    private static final long START_MILLIS = 30_000;
    private static final long RAMP_MILLIS = 8_000;
    private static final long RAMP_MILLIS_PER_CLIENT = 2;
    private static final long GRACE_MILLIS = 15_000;
    private static final long RECOVERY_MILLIS = 15_000;
    private static final int ANSWER_MILLIS = 1_000;
    /** In a row, before a server counts as recovered. */
    private static final int ANSWERS = 5;

    private final Subject.Requests requests;
    private final DescriptorLimit descriptors;
    private final Subject.Plan plan;
    private final List<Point> points = new ArrayList<>();

    Runs(Subject subject, Subject.Plan plan) {
        requests = subject.requests();
        descriptors = subject.descriptors();
        this.plan = plan;
    }

    /** Runs everything; a failure becomes a point with its reason. */
    List<Point> run() throws InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Row> order = new ArrayList<>(plan.rows());
            Collections.rotate(order, -round);
            for (Row row : order) {
                int from = 0;
                while (from < plan.loads().size()) {
                    from = runServer(row, round, from);
                }
            }
        }
        return points;
    }

    /** One server, for as many of the loads as it recovers from; the index of the first that is left. */
    private int runServer(Row row, int round, int from) throws InterruptedException {
        int next = from;
        try (Child server = start(row);
                Child load = new Child(Jvm.load())) {
            int port = server.awaitPort(START_MILLIS);
            load.ask(spec(server, port, requests.warmUp(), plan.warmMillis()), GRACE_MILLIS);
            boolean recovers = true;
            while (recovers && next < plan.loads().size()) {
                int at = plan.loads().get(next);
                LoadResult result = load.ask(spec(server, port, requests.at(at), plan.sliceMillis()), GRACE_MILLIS);
                long recovery = awaitRecovery(port);
                add(new Point(row.name(), at, round, "", result, recovery));
                recovers = recovery != Point.NEVER && server.isAlive();
                next++;
            }
            return next;
        } catch (IOException e) {
            add(new Point(row.name(), plan.loads().get(next), round, String.valueOf(e.getMessage()), null, Point.NEVER));
            return next + 1;
        }
    }

    private Child start(Row row) throws IOException {
        if (!row.missing().isEmpty()) {
            throw new IOException(row.missing());
        }
        List<String> arguments = new ArrayList<>(row.jvmArguments());
        arguments.addAll(List.of("--port", "0", "--root", plan.root().toString(), "--exit-with-stdin"));
        return new Child(descriptors.on(Jvm.server(arguments)));
    }

    /** Connects may be under way at once, as far as the server's backlog goes: a limit that leaves connections in the kernel's queue is one of those measured. */
    private static LoadSpec spec(Child server, int port, Subject.Shape shape, long measureMillis) {
        return new LoadSpec(
                "127.0.0.1", port, shape.clients(), 1, shape.requestsPerConnection(), Math.min(shape.clients(), ServerOptions.BACKLOG),
                RAMP_MILLIS + RAMP_MILLIS_PER_CLIENT * shape.clients(), 0, shape.settleMillis(), measureMillis, shape.timeoutMillis(), 0,
                shape.rate(), shape.lightShare(), server.pid(), FileSet.DEFAULT_SEED, FileSet.DEFAULT_DIRECTORIES, shape.clients(), "", shape.manner());
    }

    /** Until a small page, which takes no memory, is answered several times in a row. */
    private static long awaitRecovery(int port) throws IOException {
        String page = "http://127.0.0.1:" + port + "/dir00000/class0" + RequestMix.LIGHT;
        long begin = System.nanoTime();
        int answers = 0;
        long since = 0;
        while (answers < ANSWERS) {
            since = answers == 0 ? millisSince(begin) : since;
            if (millisSince(begin) > RECOVERY_MILLIS) {
                return Point.NEVER;
            }
            answers = isAnswered(page) ? answers + 1 : 0;
        }
        return since;
    }

    private static boolean isAnswered(String page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(page).toURL().openConnection();
        connection.setConnectTimeout(ANSWER_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try {
            boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            connection.getInputStream().readAllBytes();
            return ok;
        } catch (IOException e) {
            return false; // refused, reset or late: that is what is measured
        } finally {
            connection.disconnect();
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private void add(Point point) {
        points.add(point);
        System.err.println(String.format(Locale.ROOT, "round %d  %-14s at %5d  %s", point.round() + 1, point.row(), point.load(),
                point.failure().isEmpty() ? say(point) : "failed: " + point.failure()));
    }

    private static String say(Point point) {
        return String.format(Locale.ROOT, "%.0f requests/s, Jain %.3f, %s%d errors, %s", point.goodput(), point.jain(),
                point.result() == null || point.result().refused() == 0 ? "" : point.result().refused() + " refused, ", point.errors(),
                point.recoveryMillis() == Point.NEVER ? "no small pages afterwards" : "small pages after " + point.recoveryMillis() + " ms");
    }
}
