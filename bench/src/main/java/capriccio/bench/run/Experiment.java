package capriccio.bench.run;

import java.util.List;

/** The experiments that {@code primitives} consists of, each of which can be run by its id. */
enum Experiment {
    YIELD("yield", "yield + resume at a leaf and from 1 to 100 frames down", "YieldBenchmark"),
    DEEP("deep-recursion", "yield at a leaf under 10,000 frames", "DeepBenchmark"),
    PROGRAMS("programs", "programs that never suspend, woven and unwoven", "(Programs|Kernels)Benchmark"),
    HAND_OFF("hand-off", "two threads on one carrier pass a token", "HandOffBenchmark"),
    CREATE("create", "create + finish of a thread", "CreateBenchmark"),
    MONITORS("monitors", "synchronized, free and contended", "MonitorBenchmark"),
    IDLE_MEMORY("idle-memory", "bytes of a parked thread with ten frames", "capriccio.bench.micro.ParkedMemory"),
    PRODUCER_CONSUMER("producer-consumer", "Capriccio Fig. 1, to 100,000 threads", "capriccio.bench.micro.ProducerConsumer"),
    START_UP("start-up", "a program of 2,000 classes, and one of none, with the agent (first and later starts) and without", "capriccio.bench.micro.ManyClasses");

    private static final int PROGRAMS_TIMES = 4;

    final String id;
    final String title;
    /** JMH's pattern, or a main class. */
    final String what;

    Experiment(String id, String title, String what) {
        this.id = id;
        this.title = title;
        this.what = what;
    }

    boolean isJmh() {
        return !what.startsWith("capriccio.");
    }

    /** A fork that takes longer has failed. */
    int forkSeconds(Effort effort) {
        return this == PROGRAMS ? PROGRAMS_TIMES * effort.forkSeconds : effort.forkSeconds; // which warm up one after the other
    }

    /** Arguments of JMH, or of the main class, beyond those that all share. */
    List<String> arguments(Effort effort) {
        return switch (this) {
            case IDLE_MEMORY -> effort == Effort.FULL ? List.of("100000", "1000000") : List.of("100000");
            case PRODUCER_CONSUMER ->
                effort == Effort.FULL
                        ? List.of("2", "10", "100", "1000", "10000", "30000", "100000")
                        : List.of("2", "100", "10000", "100000");
            default -> List.of();
        };
    }
}
