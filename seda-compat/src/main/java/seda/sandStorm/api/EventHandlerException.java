package seda.sandStorm.api;

/** A handler failed; the stage reports it and goes on. */
public abstract class EventHandlerException extends Exception {
    private static final long serialVersionUID = 1L;

    public EventHandlerException() {}

    public EventHandlerException(String message) {
        super(message);
    }
}
