package capriccio.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** Libraries at their usual work, which never suspend. An operation is one run; the rows differ in whether the code is woven. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class ProgramsBenchmark extends ProgramRuns {
    @Param({"json", "compile", "index", "sql", "script", "script-interpreted", "automata", "http", "regex", "collections", "sort", "strings"})
    String program;

    @Override
    String program() {
        return program;
    }

    @Override
    long longestWarmUpNanos() {
        return 40_000_000_000L; // of the Eclipse compiler, thousands of methods get warm one after the other
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public void run() {
        runAll();
    }
}
