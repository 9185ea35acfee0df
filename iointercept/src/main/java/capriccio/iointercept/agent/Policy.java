package capriccio.iointercept.agent;

import capriccio.blockinggraph.BlockingGraph;
import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.Resources;
import capriccio.blockinggraph.policy.Governor;
import capriccio.blockinggraph.policy.Housekeeper;
import capriccio.blockinggraph.policy.RunQueues;
import capriccio.continuations.runtime.FifoPolicy;
import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.SchedulingPolicy;
import capriccio.iointercept.runtime.Entrance;
import capriccio.iointercept.runtime.Openings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's policy, and the graph with as much of it as that one looks at.
 *
 * @param governor null but for {@code policy=graph}
 */
record Policy(SchedulingPolicy queues, BlockingGraph graph, @Nullable Governor governor) {
    /** The one of that name, one of {@link Key}'s. */
    static Policy of(String name, int carriers) {
        if (name.equals("fifo")) {
            return new Policy(new FifoPolicy(carriers), new BlockingGraph(), null);
        }
        RunQueues.Kind kind = RunQueues.Kind.valueOf(name.toUpperCase(Locale.ROOT));
        RunQueues queues = new RunQueues(kind, carriers);
        if (kind != RunQueues.Kind.GRAPH) {
            return new Policy(queues, new BlockingGraph(), null);
        }
        Resources resources = Resources.ofProcess();
        BlockingGraph graph = new BlockingGraph(resources);
        Governor governor = new Governor(graph, resources, queues);
        Housekeeper.measure(governor, resources);
        graph.explainedBy(governor::explain);
        return new Policy(queues, graph, governor);
    }

    /** Once the carriers run; {@code disk} operations on files at a time are the most. */
    void start(Scheduler scheduler, int disk) {
        if (governor != null) {
            Housekeeper.start(governor, scheduler, disk);
        }
    }

    /** Once the JDK is woven: its opens and closes are counted, and where wished, new work waits. */
    void intercept(boolean admission) {
        if (governor != null) {
            Openings.enable(Resources.ofProcess().get(Resource.DESCRIPTORS));
            if (admission) {
                Entrance.enable(governor.admission());
            }
        }
    }
}
