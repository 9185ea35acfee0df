package capriccio.bench.peers.yields;

import capriccio.bench.micro.Gate;
import capriccio.bench.micro.YieldPeer;
import org.apache.commons.javaflow.api.Continuation;
import org.apache.commons.javaflow.api.continuable;

/** Tascalate javaflow: methods that may suspend are marked {@code @continuable}. Continuations are single-shot, its faster kind. */
public final class JavaflowYields implements YieldPeer {
    /** Yields for ever at the leaf. */
    public static final class Leaf implements Runnable {
        private final int depth;

        Leaf(int depth) {
            this.depth = depth;
        }

        @Override
        public @continuable void run() {
            down(depth);
        }

        private static @continuable int down(int depth) {
            if (depth > 1) {
                return down(depth - 1) + 1;
            }
            while (true) {
                Continuation.suspend();
            }
        }
    }

    /** Comes back after each yield. */
    public static final class Descend implements Runnable {
        private final int depth;

        Descend(int depth) {
            this.depth = depth;
        }

        @Override
        public @continuable void run() {
            while (true) {
                down(depth);
            }
        }

        private static @continuable int down(int depth) {
            if (depth > 1) {
                return down(depth - 1) + 1;
            }
            Continuation.suspend();
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

    private static void resume(Runnable body, Gate gate) {
        Continuation continuation = Continuation.startSuspendedWith(body, true);
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                continuation = continuation.resume();
            }
        }
    }
}
