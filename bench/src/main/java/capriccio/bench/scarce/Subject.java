package capriccio.bench.scarce;

import capriccio.bench.compare.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What an experiment is about. */
interface Subject {
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

    /** How requests come at a load. */
    Requests requests();

    /** Under what a server's process is bounded besides its heap. */
    default DescriptorLimit descriptors() {
        return DescriptorLimit.NONE;
    }

    /** Those of the tables. */
    default List<Figure> figures() {
        return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P50, Figure.P99, Figure.ERRORS, Figure.THREADS);
    }

    /** Those of the charts, which are also what the best of the rows tuned by hand is chosen by: the first. */
    default List<Figure> charted() {
        return List.of(Figure.GOODPUT, Figure.JAIN, Figure.P99);
    }

    List<Verdict> verdicts(Findings findings);

    /**
     * Requests at a load.
     *
     * @param clients connections
     * @param rate requests a second in an open loop, 0 in a closed one
     * @param lightShare share of requests for light pages; 0 for the usual mix
     * @param requestsPerConnection after how many responses a client connects anew; 0 for never
     */
    record Shape(int clients, double rate, double lightShare, int requestsPerConnection) {}

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

        Shape at(int load);

        /** Before a server is measured: little enough that no row fails. */
        Shape warmUp();
    }
}
