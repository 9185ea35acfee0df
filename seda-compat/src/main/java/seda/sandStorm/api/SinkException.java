package seda.sandStorm.api;

/** Something a sink cannot do with an event. */
public abstract class SinkException extends Exception {
    private static final long serialVersionUID = 1L;

    public SinkException() {}

    public SinkException(String message) {
        super(message);
    }
}
