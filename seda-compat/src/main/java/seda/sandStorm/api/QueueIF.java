package seda.sandStorm.api;

/** Both ends of a queue. */
public interface QueueIF extends SourceIF, SinkIF {}
