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
        String hlog) {}
