package seda.sandStorm.api;

import seda.sandStorm.internal.StageGraph;

/** Samples sizes while the program runs. */
public interface ProfilerIF {
    boolean enabled();

    void add(String name, ProfilableIF profilable);

    /** Never null. */
    StageGraph getGraphProfiler();
}
