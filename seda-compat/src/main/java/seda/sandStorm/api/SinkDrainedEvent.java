package seda.sandStorm.api;

/** A write has been handed completely to the operating system. */
public class SinkDrainedEvent implements QueueElementIF {
    public SinkIF sink;
    public QueueElementIF element;

    public SinkDrainedEvent(SinkIF sink, QueueElementIF element) {
        this.sink = sink;
        this.element = element;
    }
}
