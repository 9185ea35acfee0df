package capriccio.knot.http;

/**
 * Bytes from a client that are not an acceptable request.
 *
 * <p>The connection cannot go on after it: answer with {@link SiteHandler#badRequest} and close. Carries no stack
 * trace, because clients cause it at will.
 */
public final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Creates the exception for a status of 400 or above. */
    public BadRequestException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** The HTTP status to answer with. */
    public int status() {
        return status;
    }
}
