package seda.sandStorm.api;

/** Everything enqueued before the flush has been written. */
public class SinkFlushedEvent implements QueueElementIF {
    public SinkIF sink;

    public SinkFlushedEvent(SinkIF sink) {
        this.sink = sink;
    }
}
