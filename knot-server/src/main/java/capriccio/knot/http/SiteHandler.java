package capriccio.knot.http;

import capriccio.knot.cache.MovedException;
import capriccio.knot.cache.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * How a static site answers, the same for every architecture. Functions of their arguments, but that the cause of a 500
 * is logged: they never block otherwise.
 *
 * <p>A server first asks {@link #refuse}, then gets the page, and answers with {@link #respond} or, where there was no
 * page to get, {@link #failure}.
 */
public final class SiteHandler {
    private static final FailureLog FAILURES =
            new FailureLog(System.getLogger("capriccio.knot"), System::nanoTime);

    private SiteHandler() {}

    /** The response to a request for which no page need be loaded, such as 405 for POST; otherwise null. */
    public static @Nullable Response refuse(Request request) {
        if (request.isGet() || request.isHead()) {
            return request.path().equals("*") ? error(400, request, "") : null;
        }
        return error(405, request, "Allow: GET, HEAD\r\n");
    }

    /** The response with a page: 200, 206 for a single range, 304 or 416. */
    public static Response respond(Request request, Page page) {
        if (isUnchanged(request, page)) {
            String fields = "ETag: " + page.etag() + "\r\nLast-Modified: " + HttpDates.format(page.lastModified()) + "\r\n";
            return ResponseEncoder.of(304, request, fields, ResponseEncoder.NO_BYTES, 0, 0);
        }
        String range = request.range();
        if (range == null || !request.isGet() || !rangeApplies(request, page)) {
            return ResponseEncoder.page(request, page);
        }
        ByteRange wanted = ByteRange.parse(range, page.length());
        if (wanted == null) {
            return ResponseEncoder.page(request, page);
        }
        return wanted.isSatisfiable() ? partial(request, page, wanted) : unsatisfiable(request, page);
    }

    /** The response when getting the page failed: 404, 301 for a directory without its slash, otherwise 500. */
    public static Response failure(Request request, IOException cause) {
        if (cause instanceof MovedException moved) {
            return error(301, request, "Location: " + URIUtil.encodePath(moved.location()) + "\r\n");
        }
        boolean absent = cause instanceof NoSuchFileException
                || cause instanceof AccessDeniedException
                || cause instanceof FileSystemLoopException;
        if (absent) {
            return notFound(request);
        }
        FAILURES.report(request, cause);
        return error(500, request, "");
    }

    /** A 404. */
    public static Response notFound(Request request) {
        return error(404, request, "");
    }

    /** The last response of a connection whose client sent no acceptable request. */
    public static Response badRequest(BadRequestException cause) {
        return error(cause.status(), null, "");
    }

    /** An error that ends the connection, such as 408 or 503. */
    public static Response closing(int status) {
        return error(status, null, "");
    }

    /** The only response of a connection that there is no room for now. */
    public static Response busy() {
        return error(503, null, "Retry-After: 1\r\n");
    }

    /** A response that is not to be stored, with a text made on the spot. */
    public static Response text(Request request, String contentType, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String fields = "Content-Type: " + contentType + "\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\n";
        return ResponseEncoder.of(200, request, fields, body, 0, body.length);
    }

    private static Response error(int status, @Nullable Request request, String fields) {
        byte[] body = (status + " " + ResponseEncoder.reason(status) + "\n").getBytes(StandardCharsets.US_ASCII);
        String all = fields + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length + "\r\n";
        return ResponseEncoder.of(status, request, all, body, 0, body.length);
    }

    private static Response partial(Request request, Page page, ByteRange range) {
        String fields = "Content-Type: " + page.contentType()
                + "\r\nContent-Length: " + range.length()
                + "\r\nContent-Range: bytes " + range.first() + "-" + range.last() + "/" + page.length()
                + "\r\nETag: " + page.etag()
                + "\r\nLast-Modified: " + HttpDates.format(page.lastModified()) + "\r\n";
        return ResponseEncoder.of(206, request, fields, page.bytes(), range.first(), range.length());
    }

    private static Response unsatisfiable(Request request, Page page) {
        return error(416, request, "Content-Range: bytes */" + page.length() + "\r\n");
    }

    private static boolean isUnchanged(Request request, Page page) {
        String tags = request.ifNoneMatch();
        if (tags != null) {
            return tags.strip().equals("*") || hasTag(tags, page.etag());
        }
        String since = request.ifModifiedSince();
        Instant date = since == null ? null : HttpDates.parse(since);
        return date != null && !page.lastModified().isAfter(date);
    }

    /** Weak comparison, as RFC 9110 wants it here: our tags hold no comma. */
    private static boolean hasTag(String tags, String etag) {
        int from = 0;
        while (from <= tags.length()) {
            int comma = tags.indexOf(',', from);
            int to = comma < 0 ? tags.length() : comma;
            String tag = tags.substring(from, to).strip();
            if (tag.equals(etag) || (tag.startsWith("W/") && tag.substring(2).equals(etag))) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static boolean rangeApplies(Request request, Page page) {
        String condition = request.ifRange();
        return condition == null
                || condition.equals(page.etag())
                || page.lastModified().equals(HttpDates.parse(condition));
    }
}
