package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import capriccio.bench.load.LoadSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What an experiment is about. */
public interface Subject {
    /** Of the experiment, in commands and files. */
    String name();

    String heading();

    /** What it does, in HTML. */
    String introduction();

    /** What a load counts. */
    String unit();

    /**
     * All rows, those that cannot run on this JVM included.
     *
     * @throws IOException if what they need cannot be made
     */
    List<Row> rows(Path project) throws IOException;

    /** How requests come at a load, where there is a load generator. */
    default Requests requests() {
        throw new UnsupportedOperationException(name() + " measures in its own way");
    }

    /** Under what a server's process is bounded besides its heap. */
    default DescriptorLimit descriptors() {
        return DescriptorLimit.NONE;
    }

    /** Which cores what runs on, where there are two. */
    default String cores() {
        return "server on core 0, load generator on core 1";
    }

    /** Those of the tables. */
    default List<Figure> figures() {
        return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P50, Figure.P99, Figure.ERRORS, Figure.THREADS);
    }

    /** Those of the charts, which are also what the best of the rows tuned by hand is chosen by: the first. */
    default List<Figure> charted() {
        return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P99);
    }

    /** Those over time, of the first round that has them; drawn for each load. */
    default List<Curve> curves() {
        return List.of();
    }

    /** Whether charts show the whole distribution of the times of response, one for each load. */
    default boolean showsDistribution() {
        return false;
    }

    /** The bars. */
    List<Verdict> verdicts(Findings findings);

    /**
     * Measures everything; a failure becomes a point with its reason. Unless it is done in another way, each row is a server, and
     * {@link #requests} says how it is loaded.
     */
    default List<Point> measure(Plan plan) throws InterruptedException {
        return new Runs(this, plan).run();
    }

    /**
     * What to run.
     *
     * @param sliceMillis length of a measured slice
     * @param warmMillis length of each server's warm-up
     * @param root where the files are that are served
     */
    record Plan(List<Row> rows, List<Integer> loads, int rounds, long sliceMillis, long warmMillis, Path root) {
        /** Copies. */
        public Plan {
            rows = List.copyOf(rows);
            loads = List.copyOf(loads);
        }

        /** Asks for a point of every row at every load in interleaved rounds; what is thrown becomes a failed one. */
        public List<Point> each(Measurement measurement) throws InterruptedException {
            List<Point> points = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                List<Row> order = new ArrayList<>(rows);
                Collections.rotate(order, -round);
                for (int load : loads) {
                    for (Row row : order) {
                        points.add(point(measurement, row, load, round));
                    }
                }
            }
            return points;
        }

        private static Point point(Measurement measurement, Row row, int load, int round) throws InterruptedException {
            System.err.println(String.format(Locale.ROOT, "round %d  %-14s at %5d", round + 1, row.name(), load));
            try {
                return Point.of(row.name(), load, round, measurement.of(row, load, round));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                return Point.failed(row.name(), load, round, String.valueOf(e.getMessage()));
            }
        }
    }

    /** How an experiment without a load generator measures. */
    interface Measurement {
        /** One row at one load. */
        Measured of(Row row, int load, int round) throws Exception;
    }

    /**
     * Requests at a load.
     *
     * @param clients connections
     * @param rate requests a second in an open loop, 0 in a closed one
     * @param lightShare share of requests for light pages; 0 for the usual mix
     * @param requestsPerConnection after how many responses a client connects anew; 0 for never
     * @param manner what clients ask for and how
     * @param settleMillis for how long before the slice
     * @param timeoutMillis how long a client waits
     */
    record Shape(
            int clients, double rate, double lightShare, int requestsPerConnection, LoadSpec.Manner manner, long settleMillis, long timeoutMillis) {
        private static final long SETTLE_MILLIS = 1_000;
        private static final long TIMEOUT_MILLIS = 10_000;

        /** Of the file set, without a pause. */
        public Shape(int clients, double rate, double lightShare, int requestsPerConnection) {
            this(clients, rate, lightShare, requestsPerConnection, LoadSpec.Manner.USUAL, SETTLE_MILLIS, TIMEOUT_MILLIS);
        }
    }

    /** How requests come. */
    interface Requests {
        /** As many clients as the load says, each of which asks as soon as it is answered, on a connection that it keeps. */
        static Requests closedLoop(int warmClients) {
            return closedLoop(warmClients, 0);
        }

        /** The same with connections for so many requests; 0: kept. */
        static Requests closedLoop(int warmClients, int requestsPerConnection) {
            return new Requests() {
                @Override
                public Shape at(int load) {
                    return new Shape(load, 0, 0, requestsPerConnection);
                }

                @Override
                public Shape warmUp() {
                    return new Shape(warmClients, 0, 0, requestsPerConnection);
                }
            };
        }

        /** While it is measured. */
        Shape at(int load);

        /** Before a server is measured: little enough that no row fails. */
        Shape warmUp();
    }
}
