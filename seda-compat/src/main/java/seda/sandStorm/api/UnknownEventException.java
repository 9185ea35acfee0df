package seda.sandStorm.api;

/** A handler received an event of a kind it does not know. */
public class UnknownEventException extends EventHandlerException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the contract's field; these exceptions are never serialised
    public QueueElementIF event;

    public UnknownEventException(String message, QueueElementIF event) {
        super(message);
        this.event = event;
    }
}
