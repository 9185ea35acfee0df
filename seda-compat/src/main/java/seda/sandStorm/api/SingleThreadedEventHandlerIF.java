package seda.sandStorm.api;

/** Marks a handler that is only ever run by one thread. */
public interface SingleThreadedEventHandlerIF {}
