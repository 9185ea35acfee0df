package capriccio.bench.micro;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches of operations from the measuring thread to the thread under test and waits for the end of each, so that
 * all rows bear the same cost of measuring: two wake-ups for each batch. One thread on each side.
 */
public final class Gate {
    private static final int IDLE = 0;
    private static final int CLOSED = -1;
    private static final int STARTING = -2;

    /** The batch that is asked for; the measuring thread writes it when it is IDLE, the other writes IDLE. */
    private volatile int batch = STARTING;

    private volatile @Nullable Thread worker;
    private volatile @Nullable Thread measurer;
    private volatile @Nullable Throwable failure;

    /** For the thread under test: ends the last batch and waits for the next. */
    public boolean next() {
        worker = Thread.currentThread();
        if (batch == CLOSED) {
            return false;
        }
        batch = IDLE;
        LockSupport.unpark(measurer);
        while (batch == IDLE) {
            LockSupport.park(this);
        }
        return batch != CLOSED;
    }

    /** The operations of the batch that is due. */
    public int operations() {
        return batch;
    }

    /** For the measuring thread: has {@code operations} done. */
    void run(int operations) {
        begin(operations);
        await();
    }

    /** For the measuring thread: asks for {@code operations}; {@link #await} waits for their end. */
    void begin(int operations) {
        measurer = Thread.currentThread();
        await();
        batch = operations;
        LockSupport.unpark(worker);
    }

    void await() {
        while (batch != IDLE) {
            LockSupport.park(this);
            Throwable thrown = failure;
            if (thrown != null) {
                throw new IllegalStateException("the thread under test died", thrown);
            }
        }
    }

    /** Ends the thread under test; JMH does this before it asks for the times of the last iteration. */
    void close() {
        Cpu.mark();
        batch = CLOSED;
        LockSupport.unpark(worker);
    }

    private void fail(Throwable thrown) {
        failure = thrown;
        LockSupport.unpark(measurer);
    }

    /** What a thread under test does: it works off the gate's batches until {@link #next} says no. */
    @FunctionalInterface
    public interface Body {
        void run(Gate gate) throws Exception;
    }

    /** Starts {@code body} on a thread of this fork's kind, behind a new gate. */
    static Gate open(Body body) {
        Gate gate = new Gate();
        Threads.start(() -> {
            try {
                body.run(gate);
            } catch (Throwable t) {
                gate.fail(t);
            }
        });
        return gate;
    }
}
