package capriccio.bench.micro;

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

/** {@code synchronized}: free, and wanted by another thread while it is held across a yield. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings({"NullAway.Init", "ThreadPriorityCheck"}) // JMH sets the state up; yielding is what is measured
public class MonitorBenchmark {
    private static final int FREE = 100_000;
    private static final int CONTENDED = 5_000;

    private Gate free;
    private final Gate[] rivals = new Gate[2];

    private final Object monitor = new Object();
    private long count;

    @Setup
    public void open() {
        Threads.check();
        free = Gate.open(gate -> {
            while (gate.next()) {
                for (int i = gate.operations(); i > 0; i--) {
                    count();
                }
            }
        });
        for (int i = 0; i < rivals.length; i++) {
            rivals[i] = Gate.open(gate -> {
                while (gate.next()) {
                    for (int k = gate.operations(); k > 0; k--) {
                        holdAcrossYield();
                    }
                }
            });
        }
        Cpu.warmUp(() -> {
            free();
            contended();
        });
    }

    private synchronized void count() {
        if (++count == 0) {
            Thread.yield(); // never, but nobody can know: the method may suspend
        }
    }

    private void holdAcrossYield() {
        synchronized (monitor) {
            Thread.yield();
        }
    }

    @Benchmark
    @OperationsPerInvocation(FREE)
    public void free() {
        free.run(FREE);
    }

    @Benchmark
    @OperationsPerInvocation(CONTENDED)
    public void contended() {
        for (Gate rival : rivals) {
            rival.begin(CONTENDED / rivals.length);
        }
        for (Gate rival : rivals) {
            rival.await();
        }
    }

    @TearDown
    public void close() {
        free.close();
        for (Gate rival : rivals) {
            rival.close();
        }
    }
}
