package seda.sandStorm.api;

/** Anything that can wait in a queue: an event. */
public interface QueueElementIF {}
