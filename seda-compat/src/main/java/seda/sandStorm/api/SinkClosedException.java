package seda.sandStorm.api;

/** The sink takes no more events. */
public class SinkClosedException extends SinkException {
    private static final long serialVersionUID = 1L;

    public SinkClosedException() {}

    public SinkClosedException(String message) {
        super(message);
    }
}
