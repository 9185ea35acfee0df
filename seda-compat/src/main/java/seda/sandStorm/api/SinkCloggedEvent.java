package seda.sandStorm.api;

/** A write was discarded because too many were outstanding. */
public class SinkCloggedEvent implements QueueElementIF {
    public SinkIF sink;
    public QueueElementIF element;

    public SinkCloggedEvent(SinkIF sink, QueueElementIF element) {
        this.sink = sink;
        this.element = element;
    }
}
