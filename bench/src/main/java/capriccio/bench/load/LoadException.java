package capriccio.bench.load;

import java.io.IOException;

/** One failed response, with its kind. */
final class LoadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    LoadException(ErrorKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ErrorKind kind() {
        return kind;
    }
}
