package capriccio.bench.load;

/** The phases of a run, in order. */
enum Phase {
    /** Connections are opened; each sends one request and then waits for the others. */
    RAMP,
    /** Load without measuring. */
    WARMUP,
    /** Load, measured. */
    MEASURE,
    /** No new requests; responses under way are waited for. */
    DRAIN,
    /** Everything is closed. */
    DONE
}
