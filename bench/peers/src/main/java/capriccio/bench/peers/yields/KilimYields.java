package capriccio.bench.peers.yields;

import capriccio.bench.micro.Gate;
import capriccio.bench.micro.YieldPeer;
import kilim.Continuation;
import kilim.Fiber;
import kilim.Pausable;

/** Kilim: methods that may suspend declare {@code throws Pausable}. */
public final class KilimYields implements YieldPeer {
    /** Yields for ever at the leaf. */
    public static final class Leaf extends Continuation {
        private final int depth;

        Leaf(int depth) {
            this.depth = depth;
        }

        @Override
        public void execute() throws Pausable {
            down(depth);
        }

        private static int down(int depth) throws Pausable {
            if (depth > 1) {
                return down(depth - 1) + 1;
            }
            while (true) {
                Fiber.yield();
            }
        }
    }

    /** Comes back after each yield. */
    public static final class Descend extends Continuation {
        private final int depth;

        Descend(int depth) {
            this.depth = depth;
        }

        @Override
        public void execute() throws Pausable {
            while (true) {
                down(depth);
            }
        }

        private static int down(int depth) throws Pausable {
            if (depth > 1) {
                return down(depth - 1) + 1;
            }
            Fiber.yield();
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

    private static void resume(Continuation continuation, Gate gate) {
        while (gate.next()) {
            for (int i = gate.operations(); i > 0; i--) {
                continuation.run();
            }
        }
    }
}
