package seda.sandStorm.api;

/** No sink has that name. */
public class NoSuchSinkException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoSuchSinkException() {}

    public NoSuchSinkException(String message) {
        super(message);
    }
}
