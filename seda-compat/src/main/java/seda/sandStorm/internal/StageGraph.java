package seda.sandStorm.internal;

import capriccio.seda.runtime.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import seda.sandStorm.api.SandstormConfigIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.api.internal.StageWrapperIF;

/**
 * Stages, their threads and how many events went from one to another, in the order of first appearance. Gathered only
 * with {@code global.profile.graph}. Safe for any thread.
 */
public class StageGraph {
    private final Path file; // null when nothing is to be gathered
    private final Set<StageWrapperIF> stages = new LinkedHashSet<>();
    private final Map<List<Object>, StageGraphEdge> edges = new LinkedHashMap<>();
    private final Map<Thread, StageWrapperIF> threads = new WeakHashMap<>();

    /** The graph of a runtime with these settings. */
    public StageGraph(SandstormConfigIF config) {
        file = config.getBoolean("global.profile.graph", false)
                ? Path.of(config.getString("global.profile.graphfilename", "sandstorm-graph.txt"))
                : null;
    }

    /** Whether edges are wanted. */
    public boolean gathers() {
        return file != null;
    }

    public synchronized StageWrapperIF[] getStages() {
        return stages.toArray(new StageWrapperIF[0]);
    }

    public synchronized StageGraphEdge[] getEdges() {
        return edges.values().toArray(new StageGraphEdge[0]);
    }

    public synchronized StageGraphEdge[] getEdgesFromStage(StageWrapperIF stage) {
        return edges.values().stream().filter(e -> e.fromStage == stage).toArray(StageGraphEdge[]::new);
    }

    public synchronized StageWrapperIF getStageFromThread(Thread thread) {
        return threads.get(thread);
    }

    public synchronized void addStage(StageWrapperIF stage) {
        stages.add(stage);
    }

    /** Says for which stage a thread works from now on. */
    public synchronized void addThread(Thread thread, StageWrapperIF stage) {
        stages.add(stage);
        threads.put(thread, stage);
    }

    /** Adds an edge, or its count to the one between the same stage and sink. */
    public synchronized void addEdge(StageGraphEdge edge) {
        stages.add(edge.fromStage);
        stages.add(edge.toStage);
        StageGraphEdge known = edges.putIfAbsent(List.of(edge.fromStage, edge.toStage, edge.sink), edge);
        if (known != null) {
            known.count += edge.count;
        }
    }

    /** Notes that the current thread's stage has sent events to a stage's sink; other threads' are not counted. */
    public void sent(StageWrapperIF toStage, SinkIF sink, int count) {
        if (!gathers() || toStage == null) {
            return;
        }
        StageWrapperIF from = getStageFromThread(Thread.currentThread());
        if (from != null) {
            StageGraphEdge edge = new StageGraphEdge();
            edge.fromStage = from;
            edge.toStage = toStage;
            edge.sink = sink;
            edge.count = count;
            addEdge(edge);
        }
    }

    /** Writes the graph for graphviz to {@code global.profile.graphfilename}; nothing without {@code global.profile.graph}. */
    public synchronized void dumpGraph() {
        if (file == null) {
            return;
        }
        StringBuilder text = new StringBuilder("digraph sandstorm {\n  rankdir=TB;\n");
        for (StageGraphEdge edge : edges.values()) {
            text.append("  \"").append(edge.fromStage.getStage().getName());
            text.append("\" -> \"").append(edge.toStage.getStage().getName());
            text.append("\" [label=\"").append(edge.count).append("\"];\n");
        }
        try {
            Files.writeString(file, text.append("}\n"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            Log.line("Sandstorm: cannot write the stage graph to " + file + ": " + e + ": set global.profile.graphfilename");
        }
    }
}
