package capriccio.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** Small programs that never suspend, each of which stresses one construct. An operation is one run; the rows differ in whether the code is woven. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class KernelsBenchmark extends ProgramRuns {
    @Param({"fib", "dispatch", "exceptions", "synchronized", "streams"})
    String program;

    @Override
    String program() {
        return program;
    }

    @Override
    long longestWarmUpNanos() {
        return 10_000_000_000L;
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public void kernel() {
        runAll();
    }
}
