package seda.sandStorm.api;

/** No stage has that name. */
public class NoSuchStageException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoSuchStageException() {}

    public NoSuchStageException(String message) {
        super(message);
    }
}
