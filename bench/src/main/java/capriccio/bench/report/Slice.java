package capriccio.bench.report;

import capriccio.bench.load.LoadResult;
import org.jspecify.annotations.Nullable;

/**
 * One measured slice, or the reason why there is none.
 *
 * @param row the row's name
 * @param connections connections
 * @param round the round, from 0
 * @param failure why the slice failed, or empty
 * @param result what the load generator saw; null if it saw nothing
 */
public record Slice(String row, int connections, int round, String failure, @Nullable LoadResult result) {
    /** Whether the slice ended without errors and without wrong bytes. */
    public boolean isSound() {
        return failure.isEmpty() && result != null;
    }

    /** A slice with a result; it has failed if anything in it went wrong. */
    public static Slice of(String row, int connections, int round, LoadResult result) {
        String failure = "";
        if (result.wrongCount() > 0) {
            failure = result.wrongCount() + " responses with wrong bytes; first: " + result.firstError();
        } else if (result.errorCount() > 0) {
            failure = result.errorCount() + " errors " + result.errors() + "; first: " + result.firstError();
        } else if (result.connectionsOpen() < connections) {
            failure = "only " + result.connectionsOpen() + " of " + connections + " connections were opened";
        } else if (result.requests() == 0) {
            failure = "no response in the measured slice";
        }
        return new Slice(row, connections, round, failure, result);
    }
}
