package capriccio.bench.micro;

import capriccio.bench.programs.Program;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A thread that runs a program behind a gate. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the state up
public abstract class ProgramRuns {
    static final int RUNS = 5;

    private Gate gate;

    @SuppressWarnings("UnusedVariable") // written so that no run is in vain
    private volatile long result;

    abstract String program();

    /** CPU time after which the program is taken to be compiled, though it still gets cheaper. */
    abstract long longestWarmUpNanos();

    @Setup
    public void open() throws Exception {
        Threads.check();
        String name = program();
        gate = Gate.open(g -> {
            Program it = Program.of(name);
            while (g.next()) {
                for (int i = g.operations(); i > 0; i--) {
                    result = it.run();
                }
            }
        });
        Cpu.settle(this::runAll, longestWarmUpNanos());
    }

    void runAll() {
        gate.run(RUNS);
    }

    @TearDown
    public void close() {
        gate.close();
    }
}
