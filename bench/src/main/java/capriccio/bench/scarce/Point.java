package capriccio.bench.scarce;

import capriccio.bench.load.LoadResult;
import org.jspecify.annotations.Nullable;

/**
 * One row under one load in one round.
 *
 * @param row the row's name
 * @param load what it was, in the unit of its experiment
 * @param round from 0
 * @param failure why there is no figure, or empty
 * @param result what the load generator saw; null if it saw nothing
 * @param recoveryMillis from the end of the load until the server answered small pages again, {@link #NEVER} if it did not
 * @param measured what the experiment has measured besides
 */
public record Point(
        String row, int load, int round, String failure, @Nullable LoadResult result, long recoveryMillis, Measured measured) {
    /** It did not recover. */
    public static final long NEVER = -1;
    /** There is nothing that could recover. */
    public static final long NOT_ASKED = -2;

    /** What a load generator saw. */
    public Point(String row, int load, int round, String failure, @Nullable LoadResult result, long recoveryMillis) {
        this(row, load, round, failure, result, recoveryMillis, Measured.NOTHING);
    }

    /** What the experiment has measured without one. */
    public static Point of(String row, int load, int round, Measured measured) {
        return new Point(row, load, round, "", null, NOT_ASKED, measured);
    }

    /** Nothing could be measured. */
    public static Point failed(String row, int load, int round, String failure) {
        return new Point(row, load, round, failure, null, NOT_ASKED);
    }

    /** Responses a second, all bytes right; 0 where nothing was seen. */
    double goodput() {
        return result == null ? 0 : result.throughput();
    }

    /** Jain's index over the clients; 0 where nobody got anything. */
    double jain() {
        return result == null || Double.isNaN(result.jain()) ? 0 : result.jain();
    }

    /** Processor time of the server for each response; not a number where it is not known. */
    double cpuMicros() {
        return result == null || result.serverCpuMicrosPerRequest() < 0 ? Double.NaN : result.serverCpuMicrosPerRequest();
    }

    /** Failures that clients saw, in the whole run. */
    long errors() {
        return result == null ? 0 : result.errorCount() + result.wrongCount();
    }
}
