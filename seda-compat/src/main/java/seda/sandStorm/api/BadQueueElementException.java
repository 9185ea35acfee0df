package seda.sandStorm.api;

/** The sink understands no events of this kind. */
public class BadQueueElementException extends SinkException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the contract's field; these exceptions are never serialised
    public QueueElementIF event;

    public BadQueueElementException(String message, QueueElementIF event) {
        super(message);
        this.event = event;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the contract of 2002
    public String toString() {
        return "BadQueueElementException[" + getMessage() + ", event=" + event + "]";
    }
}
