package seda.sandStorm.api;

/** An event that the signal manager delivers to those registered for its class. */
public interface SignalIF extends QueueElementIF {}
