package seda.sandStorm.api;

/** A stage with that name exists already. */
public class StageNameAlreadyBoundException extends Exception {
    private static final long serialVersionUID = 1L;

    public StageNameAlreadyBoundException() {}

    public StageNameAlreadyBoundException(String message) {
        super(message);
    }
}
