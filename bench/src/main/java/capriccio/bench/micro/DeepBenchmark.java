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

/** Yield and resume at the leaf of a deep recursion, which was parked there before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class DeepBenchmark {
    private static final int YIELDS = 20_000;

    @Param({"1", "10000"})
    int depth;

    private Gate gate;

    @Setup
    public void open() {
        Threads.check();
        YieldPeer peer = YieldPeer.chosen();
        gate = Gate.open(g -> peer.leaf(depth, g));
        Cpu.warmUp(this::deep);
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void deep() {
        gate.run(YIELDS);
    }

    @TearDown
    public void close() {
        gate.close();
    }
}
