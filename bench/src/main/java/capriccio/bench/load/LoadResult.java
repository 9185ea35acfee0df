package capriccio.bench.load;

import java.util.List;
import java.util.Map;

/**
 * What one run saw. Times are in microseconds. Response times are from the write of a request to the last byte of its
 * response in a closed loop, and from the time when it was due to be written otherwise. Figures without another word are of the measured slice.
 *
 * @param connectionsAsked connections that were wanted
 * @param connectionsOpen connections that were open and had one response each when the ramp ended
 * @param measuredSeconds length of the measured slice
 * @param requests responses completed in the slice
 * @param bytes body bytes verified in the slice
 * @param throughput responses completed per second
 * @param errors failures of the whole run, also of ramp, warm-up and drain, by kind
 * @param firstError the first failure in words, or empty
 * @param jain Jain's index over the responses of each client; not a number if there were none
 * @param response response times
 * @param light the same of light pages alone
 * @param lightThroughput light pages completed per second
 * @param connect times from connect to connected, over the whole run
 * @param firstResponse times from connect to the end of the first response, over the whole run
 * @param responseHistogram the response times as a compressed HdrHistogram in Base64
 * @param serverCpuMicrosPerRequest processor time of the server per response; negative if unknown
 * @param serverResidentBytes resident memory at the end of the slice; negative if unknown
 * @param serverThreads threads the kernel counts in the server at the end of the slice; negative if unknown
 * @param clientBusy share of its cores' time that the load generator used
 * @param clientBound whether the load generator was too busy, or too late with what was due, for the figures to be the server's
 * @param warmupSeconds how long the unmeasured phase took
 * @param warmupStable whether the throughput was stable before its limit (true without a warm-up)
 * @param windows throughput of each window of the warm-up
 * @param refused answers in the slice that were refusals
 * @param timeline windows of the slice, if they were asked for
 */
public record LoadResult(
        int connectionsAsked,
        int connectionsOpen,
        double measuredSeconds,
        long requests,
        long bytes,
        double throughput,
        Map<ErrorKind, Long> errors,
        String firstError,
        double jain,
        Times response,
        Times light,
        double lightThroughput,
        Times connect,
        Times firstResponse,
        String responseHistogram,
        double serverCpuMicrosPerRequest,
        long serverResidentBytes,
        long serverThreads,
        double clientBusy,
        boolean clientBound,
        double warmupSeconds,
        boolean warmupStable,
        List<Double> windows,
        long refused,
        List<Window> timeline) {

    /**
     * A window of the slice.
     *
     * @param seconds from the slice's begin to its end
     * @param response times of what completed in it
     * @param refused refusals in it
     */
    public record Window(double seconds, Times response, long refused) {}

    /** Percentiles of a histogram, in microseconds. */
    public record Times(long count, double mean, double p50, double p90, double p99, double p999, double max) {}

    /** Failures of kinds other than wrong bytes. */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum() - wrongCount();
    }

    /** Responses whose body was not the file. */
    public long wrongCount() {
        return errors.getOrDefault(ErrorKind.WRONG_BYTES, 0L) + errors.getOrDefault(ErrorKind.WRONG_LENGTH, 0L);
    }
}
