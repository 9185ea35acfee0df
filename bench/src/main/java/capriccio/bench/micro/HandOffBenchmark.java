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

/** Two threads that pass a token to and fro; an operation is one pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public class HandOffBenchmark {
    private static final int PASSES = 10_000;

    @Param({
        "park", "synchronousQueue", "arrayBlockingQueue", "linkedBlockingQueue", "linkedBlockingDeque",
        "priorityBlockingQueue", "delayQueue", "linkedTransferQueue", "exchanger", "semaphore", "countDownLatch",
        "cyclicBarrier", "phaser", "completableFuture", "lockCondition", "waitNotify"
    })
    String by;

    private Gate ping;
    private HandOff handOff;

    @Setup
    public void open() {
        Threads.check();
        handOff = HandOff.of(by);
        HandOff it = handOff;
        Threads.start(() -> {
            try {
                it.pong();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ping = Gate.open(gate -> {
            while (gate.next()) {
                it.ping(gate.operations() / 2);
            }
            it.stop();
        });
        Cpu.warmUp(this::handOff);
    }

    @Benchmark
    @OperationsPerInvocation(PASSES)
    public void handOff() {
        ping.run(PASSES);
    }

    @TearDown
    public void close() {
        ping.close();
    }
}
