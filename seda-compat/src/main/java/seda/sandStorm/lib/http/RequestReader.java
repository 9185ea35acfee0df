package seda.sandStorm.lib.http;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.RequestBounds;
import capriccio.knot.http.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCompliance.Violation;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/**
 * A push parser for the requests of one connection, over Jetty's: keeps its place at any byte, never blocks, and takes what
 * clients of 2002 send, that is HTTP/0.9, folded fields and HTTP/1.1 without a Host field. Not thread-safe.
 */
final class RequestReader {
    /*
     * Jetty's parser insists on a Host field in HTTP/1.1. So the request line is handed to it alone, then a Host field of our
     * own, then the rest; that ours is there is why it must put up with two. That the client's own is at most one is checked here.
     */
    private static final byte[] OWN_HOST = "Host: h\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final HttpCompliance OF_2002 = HttpCompliance.RFC9110.with(
            "2002",
            Violation.HTTP_0_9,
            Violation.MULTILINE_FIELD_VALUE,
            Violation.DUPLICATE_HOST_HEADERS,
            Violation.MISMATCHED_AUTHORITY,
            Violation.UNSAFE_HOST_HEADER);

    private final boolean anyMethod;
    private final Message message = new Message();
    private final HttpParser parser = new HttpParser(message, RequestParser.MAX_HEAD_BYTES, OF_2002);
    private boolean inRequestLine = true;

    /** With {@code anyMethod} takes requests that are neither GET nor POST too. */
    RequestReader(boolean anyMethod) {
        this.anyMethod = anyMethod;
        parser.setHeaderCacheSize(0); // costs kilobytes per connection
    }

    /**
     * Consumes bytes up to the end of the next request, whose body is skipped; what follows stays in the buffer.
     *
     * @return the request, or null when all bytes are consumed and it is not complete
     * @throws BadRequestException with the status to answer; so does every later call
     */
    httpRequest next(ByteBuffer bytes, httpConnection connection) throws BadRequestException {
        while (bytes.hasRemaining()) {
            boolean complete = inRequestLine ? parseRequestLine(bytes) : parser.parseNext(bytes);
            BadRequestException failure = message.failure();
            if (failure != null) {
                throw failure;
            }
            if (complete && parser.isComplete()) {
                parser.reset();
                inRequestLine = true;
                return new httpRequest(connection, message.method, message.path(), message.version, message.fields);
            }
        }
        return null;
    }

    /** Whether bytes of a request that is not complete have been consumed. */
    boolean isWithinRequest() {
        return !parser.isStart();
    }

    /** Parses up to the end of a line. */
    private boolean parseRequestLine(ByteBuffer bytes) {
        int limit = bytes.limit();
        int end = bytes.position();
        while (end < limit && bytes.get(end) != '\n') {
            end++;
        }
        bytes.limit(Math.min(limit, end + 1));
        boolean complete = parser.parseNext(bytes);
        bytes.limit(limit);
        if (complete) {
            // A request of HTTP/0.9, at whose end the parser leaves the buffer's position where it was.
            bytes.position(Math.min(limit, end + 1));
        }
        if (parser.isState(HttpParser.State.HEADER)) {
            inRequestLine = false;
            parser.parseNext(ByteBuffer.wrap(OWN_HOST));
        }
        return complete;
    }

    /** Collects one request from the parser's callbacks. */
    private final class Message extends RequestBounds {
        private String method;
        private String target;
        private int version;
        private List<HttpField> fields;
        private int hosts;

        /** The target without scheme and authority. */
        String path() {
            if (!target.regionMatches(true, 0, "http://", 0, 7)) {
                return target;
            }
            int slash = target.indexOf('/', 7);
            return slash < 0 ? "/" : target.substring(slash);
        }

        @Override
        public void startRequest(String requestMethod, String uri, HttpVersion requestVersion) {
            method = requestMethod;
            target = uri;
            version = requestVersion == HttpVersion.HTTP_1_1
                    ? httpRequest.HTTPVER_11
                    : requestVersion == HttpVersion.HTTP_1_0 ? httpRequest.HTTPVER_10 : httpRequest.HTTPVER_09;
            fields = new ArrayList<>(8);
            hosts = 0;
            beginBody();
            if (version == httpRequest.HTTPVER_09 && requestVersion != HttpVersion.HTTP_0_9) {
                fail(505, "HTTP version not supported");
            } else if (!anyMethod && !method.equals("GET") && !method.equals("POST")) {
                fail(501, "method not implemented");
            }
        }

        @Override
        public void parsedHeader(HttpField field) {
            if (field.getHeader() == HttpHeader.HOST) {
                hosts++;
                if (hosts == 1) {
                    return; // our own
                }
                if (hosts > 2) {
                    fail(400, "more than one Host");
                }
            } else if (field.getHeader() == HttpHeader.EXPECT) {
                fail(417, "expectations are not supported");
            } else if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                checkBody(field.getLongValue());
            }
            fields.add(field);
        }
    }
}
