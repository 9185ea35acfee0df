package capriccio.bench.load;

import capriccio.bench.fileset.RequestMix;

/**
 * One run of the load generator. It ends by itself: after the ramp's limit, the warm-up's limit, {@code measureMillis}
 * and {@code timeoutMillis} at the latest, or earlier after {@code maxRequests} responses.
 *
 * @param host the server
 * @param port its port
 * @param connections how many connections to keep open
 * @param threads selector threads, one per core given to the load generator
 * @param requestsPerConnection after how many responses a connection is made anew; 0 for never
 * @param pendingConnects how many connections may be without their first response; must not exceed the server's backlog
 * @param rampMillis limit for all connections to be open with one response each
 * @param warmupMillis limit of the unmeasured phase, which ends as soon as the throughput is stable
 * @param settleMillis unmeasured phase when {@code warmupMillis} is 0
 * @param measureMillis length of the measured slice
 * @param timeoutMillis the client's timeout for one response
 * @param maxRequests end after so many responses; 0 for no such bound
 * @param rate requests a second over all connections, at random times (a Poisson process), whether or not earlier ones are
 *     answered; 0 for a closed loop, in which a client asks as soon as it is answered
 * @param lightShare share of the requests that ask for a {@link RequestMix#twoKinds light page}, the others for one as small;
 *     0 for the usual mix
 * @param serverPid process to observe, or 0
 * @param seed seed of the file set
 * @param directories directories of the file set
 * @param mixSeed seed of the requests' order
 * @param hlog where to write the response times as an HdrHistogram log, or empty
 * @param manner what clients ask for, and when, if not in the usual manner
 */
public record LoadSpec(
        String host,
        int port,
        int connections,
        int threads,
        int requestsPerConnection,
        int pendingConnects,
        long rampMillis,
        long warmupMillis,
        long settleMillis,
        long measureMillis,
        long timeoutMillis,
        long maxRequests,
        double rate,
        double lightShare,
        long serverPid,
        long seed,
        int directories,
        long mixSeed,
        String hlog,
        Manner manner) {
    /** In the usual manner. */
    public LoadSpec(
            String host, int port, int connections, int threads, int requestsPerConnection, int pendingConnects, long rampMillis,
            long warmupMillis, long settleMillis, long measureMillis, long timeoutMillis, long maxRequests, double rate,
            double lightShare, long serverPid, long seed, int directories, long mixSeed, String hlog) {
        this(host, port, connections, threads, requestsPerConnection, pendingConnects, rampMillis, warmupMillis, settleMillis,
                measureMillis, timeoutMillis, maxRequests, rate, lightShare, serverPid, seed, directories, mixSeed, hlog, Manner.USUAL);
    }

    /**
     * What clients ask for, and when; not for an open loop.
     *
     * @param thinkMillis how long a client pauses after each answer
     * @param page the page that all ask for, whose bytes are its server's affair; a status of 503 is then a refusal and no
     *     error. Empty: the file set
     * @param windowMillis windows of which the slice is to be told; 0: none
     * @param quietClients how many clients there are but for the spike; 0: all are always there
     * @param spikeFromMillis when in the slice all clients come
     * @param spikeMillis for how long
     */
    public record Manner(long thinkMillis, String page, long windowMillis, int quietClients, long spikeFromMillis, long spikeMillis) {
        /** The file set, without a pause. */
        public static final Manner USUAL = new Manner(0, "", 0, 0, 0, 0);

        /** Of this page, after so long a pause. */
        public static Manner of(String page, long thinkMillis) {
            return new Manner(thinkMillis, page, 0, 0, 0, 0);
        }

        /** Whether a client is there at a time of the slice; before it, that is negative. */
        boolean isThere(int client, long nanos) {
            return quietClients == 0 || client < quietClients || (nanos >= spikeFromMillis * 1_000_000 && nanos < (spikeFromMillis + spikeMillis) * 1_000_000);
        }
    }
}
