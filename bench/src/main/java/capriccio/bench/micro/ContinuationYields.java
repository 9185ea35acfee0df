package capriccio.bench.micro;

import capriccio.continuations.runtime.Continuation;

/** The agent's own bare continuation, without a scheduler: the user thread that measures resumes it. */
public final class ContinuationYields implements YieldPeer {
    @Override
    public void leaf(int depth, Gate gate) {
        resume(() -> downForEver(depth), gate);
    }

    @Override
    public void descend(int depth, Gate gate) {
        resume(
                () -> {
                    while (true) {
                        down(depth);
                    }
                },
                gate);
    }

    private static void resume(Runnable body, Gate gate) {
        Continuation continuation = new Continuation(body);
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                continuation.run();
            }
        }
    }

    private static int downForEver(int depth) {
        if (depth > 1) {
            return downForEver(depth - 1) + 1;
        }
        while (true) {
            Continuation.yield();
        }
    }

    private static int down(int depth) {
        if (depth > 1) {
            return down(depth - 1) + 1;
        }
        Continuation.yield();
        return 1;
    }
}
