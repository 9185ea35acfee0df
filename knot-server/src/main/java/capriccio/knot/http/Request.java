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

    private static final String SCHEME = "http://";

    /** The protocol versions that are served. */
    public enum Version {
        HTTP_1_0,
        HTTP_1_1
    }

    /** The fields of a request that matter to a static site; see the components of {@link Request}. */
    public record Fields(
            @Nullable String host,
            @Nullable String range,
            @Nullable String ifRange,
            @Nullable String ifNoneMatch,
            @Nullable String ifModifiedSince) {}

    /**
     * A request for a target as sent, in origin, absolute or asterisk form.
     *
     * @throws BadRequestException if the target's path is not acceptable
     */
    public static Request of(String method, String target, Version version, boolean persistent, Fields fields)
            throws BadRequestException {
        String rest = target;
        String authority = fields.host();
        if (rest.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            int slash = indexOfPath(rest, SCHEME.length());
            authority = rest.substring(SCHEME.length(), slash);
            rest = slash == rest.length() ? "/" : rest.substring(slash);
        }
        int question = rest.indexOf('?');
        String query = question < 0 ? null : rest.substring(question + 1);
        String raw = question < 0 ? rest : rest.substring(0, question);
        if (raw.isEmpty()) {
            raw = "/";
        }
        return new Request(
                method,
                raw.equals("*") ? raw : RequestPath.of(raw),
                query,
                version,
                persistent,
                authority,
                fields.range(),
                fields.ifRange(),
                fields.ifNoneMatch(),
                fields.ifModifiedSince());
    }

    private static int indexOfPath(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
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
