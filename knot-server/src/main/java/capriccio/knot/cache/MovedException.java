package capriccio.knot.cache;

import java.io.IOException;

/** The page is at another path of the same site. */
public final class MovedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String location;

    MovedException(String location) {
        super("moved to " + location);
        this.location = location;
    }

    /** The normalised path where the page is, not percent-encoded. */
    public String location() {
        return location;
    }
}
