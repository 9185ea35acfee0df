package capriccio.bench.micro;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A thread that starts others, a hundred at a time, and waits for their end; an operation is one of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class CreateBenchmark {
    private static final int THREADS = 2_000;
    private static final int TOGETHER = 100;

    private Gate gate;

    @Setup
    public void open() {
        Threads.check();
        gate = Gate.open(g -> {
            while (g.next()) {
                for (int i = g.operations(); i > 0; i -= TOGETHER) {
                    CountDownLatch ended = new CountDownLatch(TOGETHER);
                    for (int k = 0; k < TOGETHER; k++) {
                        Threads.start(ended::countDown);
                    }
                    ended.await();
                }
            }
        });
        Cpu.warmUp(this::createAndFinish);
    }

    @Benchmark
    @OperationsPerInvocation(THREADS)
    public void createAndFinish() {
        gate.run(THREADS);
    }

    @TearDown
    public void close() {
        gate.close();
    }
}
