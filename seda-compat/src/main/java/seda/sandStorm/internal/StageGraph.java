package seda.sandStorm.internal;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import seda.sandStorm.api.internal.StageWrapperIF;

/** Stages, their threads and the edges between them. Edges are kept in the order in which they were added. */
public class StageGraph {
    private final Set<StageWrapperIF> stages = new LinkedHashSet<>();
    private final Set<StageGraphEdge> edges = new LinkedHashSet<>();
    private final Map<Thread, StageWrapperIF> threads = new WeakHashMap<>();

    public synchronized StageWrapperIF[] getStages() {
        return stages.toArray(new StageWrapperIF[0]);
    }

    public synchronized StageGraphEdge[] getEdges() {
        return edges.toArray(new StageGraphEdge[0]);
    }

    public synchronized StageGraphEdge[] getEdgesFromStage(StageWrapperIF stage) {
        return edges.stream().filter(e -> e.fromStage == stage).toArray(StageGraphEdge[]::new);
    }

    public synchronized StageWrapperIF getStageFromThread(Thread thread) {
        return threads.get(thread);
    }

    public synchronized void addStage(StageWrapperIF stage) {
        stages.add(stage);
    }

    public synchronized void addThread(Thread thread, StageWrapperIF stage) {
        threads.put(thread, stage);
    }

    public synchronized void addEdge(StageGraphEdge edge) {
        edges.add(edge);
    }

    /** Does nothing yet: the profiler is not running. */
    public synchronized void dumpGraph() {}
}
