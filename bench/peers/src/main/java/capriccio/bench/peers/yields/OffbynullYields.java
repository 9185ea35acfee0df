package capriccio.bench.peers.yields;

import capriccio.bench.micro.Gate;
import capriccio.bench.micro.YieldPeer;
import com.offbynull.coroutines.user.Continuation;
import com.offbynull.coroutines.user.Coroutine;
import com.offbynull.coroutines.user.CoroutineRunner;

/** Offbynull's coroutines: methods that may suspend take a {@code Continuation}. */
public final class OffbynullYields implements YieldPeer {
    /** Yields for ever at the leaf. */
    public static final class Leaf implements Coroutine {
        private static final long serialVersionUID = 1;
        private final int depth;

        Leaf(int depth) {
            this.depth = depth;
        }

        @Override
        public void run(Continuation continuation) {
            down(continuation, depth);
        }

        private static int down(Continuation continuation, int depth) {
            if (depth > 1) {
                return down(continuation, depth - 1) + 1;
            }
            while (true) {
                continuation.suspend();
            }
        }
    }

    /** Comes back after each yield. */
    public static final class Descend implements Coroutine {
        private static final long serialVersionUID = 1;
        private final int depth;

        Descend(int depth) {
            this.depth = depth;
        }

        @Override
        public void run(Continuation continuation) {
            while (true) {
                down(continuation, depth);
            }
        }

        private static int down(Continuation continuation, int depth) {
            if (depth > 1) {
                return down(continuation, depth - 1) + 1;
            }
            continuation.suspend();
            return 1;
        }
    }

    @Override
    public void leaf(int depth, Gate gate) {
        resume(new Leaf(depth), gate);
    }

    @Override
    public void descend(int depth, Gate gate) {
        resume(new Descend(depth), gate);
    }

    private static void resume(Coroutine coroutine, Gate gate) {
        CoroutineRunner runner = new CoroutineRunner(coroutine);
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                runner.execute();
            }
        }
    }
}
