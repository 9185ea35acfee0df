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

/** Yield and resume. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class YieldBenchmark {
    private static final int LEAF = 20_000;
    private static final int DESCEND = 2_000;

    @Param({"1", "5", "20", "100"})
    int depth;

    private Gate leaf;
    private Gate descend;

    @Setup
    public void open() {
        Threads.check();
        YieldPeer peer = YieldPeer.chosen();
        leaf = Gate.open(gate -> peer.leaf(depth, gate));
        descend = Gate.open(gate -> peer.descend(depth, gate));
        Cpu.warmUp(() -> {
            leaf();
            descend();
        });
    }

    @Benchmark
    @OperationsPerInvocation(LEAF)
    public void leaf() {
        leaf.run(LEAF);
    }

    @Benchmark
    @OperationsPerInvocation(DESCEND)
    public void descend() {
        descend.run(DESCEND);
    }

    @TearDown
    public void close() {
        leaf.close();
        descend.close();
    }
}
