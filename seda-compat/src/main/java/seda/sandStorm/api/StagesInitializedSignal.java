package seda.sandStorm.api;

/** All configured stages have been initialised. */
public class StagesInitializedSignal implements SignalIF {
    public StagesInitializedSignal() {}
}
