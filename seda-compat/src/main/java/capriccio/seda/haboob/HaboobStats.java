package capriccio.seda.haboob;

import java.util.concurrent.atomic.LongAdder;

/** What Haboob has done since it was started. */
final class HaboobStats {
    private final long startNanos = System.nanoTime();
    private final LongAdder requests = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    void onRequest() {
        requests.increment();
    }

    void onAnswered() {
        answered.increment();
    }

    void onRejected() {
        rejected.increment();
    }

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    long requests() {
        return requests.sum();
    }

    long answered() {
        return answered.sum();
    }

    long rejected() {
        return rejected.sum();
    }
}
