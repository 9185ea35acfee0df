package seda.sandStorm.api;

/** The sink is closed; delivered at most once. */
public class SinkClosedEvent implements QueueElementIF {
    public SinkIF sink;

    public SinkClosedEvent(SinkIF sink) {
        this.sink = sink;
    }

    @Override
    public String toString() {
        return "SinkClosedEvent[" + sink + "]";
    }
}
