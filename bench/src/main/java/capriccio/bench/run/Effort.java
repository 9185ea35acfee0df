package capriccio.bench.run;

/** How long to measure. */
enum Effort {
    /** One round: enough to see a factor. */
    QUICK(1, 1, 4, 50, 180),
    /** Enough to quote. */
    NORMAL(3, 2, 5, 100, 300),
    /** The papers' ranges, and a million threads. */
    FULL(5, 3, 8, 200, 900);

    /** Interleaved rounds. */
    final int rounds;
    /** JMH's iterations. */
    final int warmups;

    final int iterations;
    final int iterationMillis;
    /** A fork that takes longer has failed, as a rule. */
    final int forkSeconds;

    Effort(int rounds, int warmups, int iterations, int iterationMillis, int forkSeconds) {
        this.rounds = rounds;
        this.warmups = warmups;
        this.iterations = iterations;
        this.iterationMillis = iterationMillis;
        this.forkSeconds = forkSeconds;
    }
}
