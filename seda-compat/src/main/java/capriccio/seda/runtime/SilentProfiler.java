package capriccio.seda.runtime;

import seda.sandStorm.api.ProfilableIF;
import seda.sandStorm.api.ProfilerIF;
import seda.sandStorm.internal.StageGraph;

/** A profiler that is switched off. */
final class SilentProfiler implements ProfilerIF {
    private final StageGraph graph = new StageGraph();

    @Override
    public boolean enabled() {
        return false;
    }

    @Override
    public void add(String name, ProfilableIF profilable) {}

    @Override
    public StageGraph getGraphProfiler() {
        return graph;
    }
}
