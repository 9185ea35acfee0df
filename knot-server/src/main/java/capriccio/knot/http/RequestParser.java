package capriccio.knot.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A push parser for the requests of one connection, over Jetty's {@link HttpParser} in its RFC 9110 mode.
 *
 * <p>It never blocks and keeps its place at any byte, so blocking and event-driven servers use the same object. Not
 * thread-safe: one connection, one thread at a time.
 */
public final class RequestParser {
    /** The bound on the request line and fields together: beyond it, 414 or 431. */
    public static final int MAX_HEAD_BYTES = 16 * 1024;

    /** The bound on a request's body, which is read and dropped: beyond it, 413. */
    public static final long MAX_BODY_BYTES = 1024 * 1024;

    private final RequestBuilder builder = new RequestBuilder();
    private final HttpParser parser = new HttpParser(builder, MAX_HEAD_BYTES, HttpCompliance.RFC9110);
    private boolean failed;

    /** Creates a parser for a new connection. */
    public RequestParser() {
        // The cache of fields saves a fifth of the parsing time, but costs 100 KB per connection at its default size and
        // 7 KB at its smallest useful one, where all else is below 1 KB.
        parser.setHeaderCacheSize(0);
    }

    /**
     * Consumes bytes up to the end of the next request, whose body is skipped.
     *
     * @param bytes from position to limit; bytes that follow the request stay in it, so call again with the same buffer
     *     for pipelined requests
     * @return the request, or null when all bytes are consumed and it is not complete
     * @throws BadRequestException with the status to answer; the parser cannot be used after it
     */
    public @Nullable Request next(ByteBuffer bytes) throws BadRequestException {
        if (failed) {
            throw new BadRequestException(400, "connection already failed");
        }
        while (bytes.hasRemaining()) {
            boolean complete = parser.parseNext(bytes);
            BadRequestException failure = builder.failure();
            if (failure != null) {
                failed = true;
                throw failure;
            }
            if (complete && parser.isComplete()) {
                parser.reset();
                return finish();
            }
        }
        return null;
    }

    /** Whether no byte of an incomplete request has been consumed. */
    public boolean isIdle() {
        return !failed && parser.isStart();
    }

    private Request finish() throws BadRequestException {
        try {
            return builder.build();
        } catch (BadRequestException e) {
            failed = true;
            throw e;
        }
    }

    /** Collects one request from the parser's callbacks. */
    private static final class RequestBuilder extends RequestBounds {
        private String method = "";
        private String target = "";
        private @Nullable HttpVersion version;
        private boolean close;
        private boolean keepAlive;
        private @Nullable String host;
        private @Nullable String range;
        private @Nullable String ifRange;
        private @Nullable String ifNoneMatch;
        private @Nullable String ifModifiedSince;

        Request build() throws BadRequestException {
            boolean modern = version != HttpVersion.HTTP_1_0;
            return Request.of(
                    method,
                    target,
                    modern ? Request.Version.HTTP_1_1 : Request.Version.HTTP_1_0,
                    !close && (modern || keepAlive),
                    new Request.Fields(host, range, ifRange, ifNoneMatch, ifModifiedSince));
        }

        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            this.method = method;
            this.target = uri;
            this.version = version;
            close = false;
            keepAlive = false;
            beginBody();
            host = null;
            range = null;
            ifRange = null;
            ifNoneMatch = null;
            ifModifiedSince = null;
            if (version != HttpVersion.HTTP_1_0 && version != HttpVersion.HTTP_1_1) {
                fail(505, "HTTP version not supported");
            }
        }

        @Override
        public void parsedHeader(HttpField field) {
            if (field.getHeader() == null) {
                return;
            }
            switch (field.getHeader()) {
                case HOST -> host = field.getValue();
                case RANGE -> range = field.getValue();
                case IF_RANGE -> ifRange = field.getValue();
                case IF_NONE_MATCH -> ifNoneMatch =
                        ifNoneMatch == null ? field.getValue() : ifNoneMatch + "," + field.getValue();
                case IF_MODIFIED_SINCE -> ifModifiedSince = field.getValue();
                case CONNECTION -> {
                    close |= field.contains("close");
                    keepAlive |= field.contains("keep-alive");
                }
                case CONTENT_LENGTH -> checkBody(field.getLongValue());
                case EXPECT -> fail(417, "expectations are not supported");
                default -> {
                    // of no interest to a static site
                }
            }
        }
    }
}
