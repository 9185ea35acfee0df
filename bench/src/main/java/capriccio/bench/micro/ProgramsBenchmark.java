package capriccio.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Programs that never suspend; an operation is one run. The rows differ in whether the code is woven. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class ProgramsBenchmark {
    private static final int RUNS = 20;

    @Param({"fib", "collections", "strings", "json", "regex", "sort", "dispatch", "exceptions", "synchronized", "streams"})
    String program;

    private Gate gate;

    @SuppressWarnings("UnusedVariable") // written so that no run is in vain
    private volatile long result;

    @Setup
    public void open() {
        Threads.check();
        Program it = Program.of(program);
        gate = Gate.open(g -> {
            while (g.next()) {
                for (int i = g.operations(); i > 0; i--) {
                    result = it.run();
                }
            }
        });
        Cpu.warmUp(this::run);
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public void run() {
        gate.run(RUNS);
    }

    @TearDown
    public void close() {
        gate.close();
    }
}
