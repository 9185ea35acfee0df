package capriccio.knot.http;

import org.jspecify.annotations.Nullable;

/**
 * One complete request, reduced to what a static site needs.
 *
 * @param method the method as sent, in the client's case
 * @param path percent-decoded and normalised: begins with a slash, has no empty, {@code .} or {@code ..} segment, and so
 *     never leaves the root; keeps a trailing slash; {@code *} for the asterisk form of OPTIONS
 * @param query what followed the question mark, not decoded
 * @param version the protocol version of the request
 * @param persistent whether the client wants the connection kept after the response
 * @param host the Host field or the authority of an absolute target
 * @param range the Range field
 * @param ifRange the If-Range field
 * @param ifNoneMatch the If-None-Match field; repeated fields joined by commas
 * @param ifModifiedSince the If-Modified-Since field
 */
public record Request(
        String method,
        String path,
        @Nullable String query,
        Version version,
        boolean persistent,
        @Nullable String host,
        @Nullable String range,
        @Nullable String ifRange,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince) {

    /** The protocol versions that are served. */
    public enum Version {
        HTTP_1_0,
        HTTP_1_1
    }

    /** Whether the response goes without its body. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the method is GET. */
    public boolean isGet() {
        return method.equals("GET");
    }
}
