package seda.sandStorm.api;

/** Who wants which signals, by the signal's exact class. */
public interface SignalMgrIF {
    void register(SignalIF signal, SinkIF sink);

    void deregister(SignalIF signal, SinkIF sink);
}
