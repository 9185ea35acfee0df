package capriccio.bench.micro;

/** Threads that call {@link Thread#yield}: user, virtual or platform threads. */
@SuppressWarnings("ThreadPriorityCheck") // yielding is what is measured
public final class ThreadYields implements YieldPeer {
    @Override
    public void leaf(int depth, Gate gate) {
        downOnce(depth, gate);
    }

    private static int downOnce(int depth, Gate gate) {
        if (depth > 1) {
            return downOnce(depth - 1, gate) + 1;
        }
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                Thread.yield();
            }
        }
        return 1;
    }

    @Override
    public void descend(int depth, Gate gate) {
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                down(depth);
            }
        }
    }

    private static int down(int depth) {
        if (depth > 1) {
            return down(depth - 1) + 1;
        }
        Thread.yield();
        return 1;
    }
}
