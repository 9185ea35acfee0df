package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.policy.Admission;
import capriccio.continuations.runtime.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What runs in this JVM, for whoever asks from outside.
 *
 * @param admission null but for {@code policy=graph}
 * @param weaving null where nothing is woven
 * @param view where the live view is; null if there is none
 */
record Running(
        Scheduler scheduler, BlockingGraph graph, @Nullable Admission admission, @Nullable Weaving weaving, @Nullable String view) {
    private static volatile @Nullable Running now;

    static void is(Running running) {
        now = running;
    }

    /** Null if the agent has not started, or failed. */
    static @Nullable Running now() {
        return now;
    }
}
