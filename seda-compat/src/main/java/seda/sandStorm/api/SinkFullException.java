package seda.sandStorm.api;

/** The sink's predicate refused the event now; a later attempt may succeed. */
public class SinkFullException extends SinkException {
    private static final long serialVersionUID = 1L;

    public SinkFullException() {}

    public SinkFullException(String message) {
        super(message);
    }
}
