package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.continuations.runtime.Scheduler;
import org.jspecify.annotations.Nullable;

/** What runs in this JVM, for whoever asks from outside. */
record Running(Scheduler scheduler, BlockingGraph graph, Weaving weaving) {
    private static volatile @Nullable Running now;

    static void is(Running running) {
        now = running;
    }

    /** Null if the agent has not started, or failed. */
    static @Nullable Running now() {
        return now;
    }
}
