package capriccio.bench.run;

/** A fork that gave no figures. */
record Failure(Experiment experiment, String row, int round, String reason) {}
