package capriccio.seda.runtime;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seda.sandStorm.api.SignalIF;
import seda.sandStorm.api.SignalMgrIF;
import seda.sandStorm.api.SinkIF;

/** Delivers signals, lossily, to the sinks registered for their exact class. */
public final class Signals implements SignalMgrIF {
    private final Map<Class<?>, Set<SinkIF>> sinks = new HashMap<>();

    @Override
    public synchronized void register(SignalIF signal, SinkIF sink) {
        if (!sinks.computeIfAbsent(signal.getClass(), type -> new LinkedHashSet<>()).add(sink)) {
            throw new IllegalArgumentException(sink + " is already registered for " + signal.getClass());
        }
    }

    @Override
    public synchronized void deregister(SignalIF signal, SinkIF sink) {
        Set<SinkIF> registered = sinks.get(signal.getClass());
        if (registered == null || !registered.remove(sink)) {
            throw new IllegalArgumentException(sink + " is not registered for " + signal.getClass());
        }
    }

    /** Enqueues the signal to each sink registered for its class. */
    public void trigger(SignalIF signal) {
        List<SinkIF> targets;
        synchronized (this) {
            targets = List.copyOf(sinks.getOrDefault(signal.getClass(), Set.of()));
        }
        targets.forEach(sink -> sink.enqueue_lossy(signal));
    }
}
