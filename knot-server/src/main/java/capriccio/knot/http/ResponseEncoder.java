package capriccio.knot.http;

import capriccio.knot.cache.Page;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts heads together from preformatted bytes. */
final class ResponseEncoder {
    static final byte[] NO_BYTES = {};

    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n\r\n");
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(304, "Not Modified"),
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(416, "Range Not Satisfiable"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));
    private static final byte[] OK = statusLine(200);

    private ResponseEncoder() {}

    /** A full response with a page. */
    static Response page(Request request, Page page) {
        byte[] head = join(OK, page.fields(), ending(request));
        int length = request.isHead() ? 0 : page.length();
        return new Response(200, head, page.bytes(), 0, length, !request.persistent());
    }

    /**
     * A response with other fields.
     *
     * @param request null if it could not be read, so that the connection closes
     * @param fields each with its line end
     */
    static Response of(int status, @Nullable Request request, String fields, byte[] body, int from, int length) {
        byte[] head = join(statusLine(status), ascii(fields), ending(request));
        boolean headOnly = request != null && request.isHead();
        boolean closes = request == null || !request.persistent();
        return new Response(status, head, body, from, headOnly ? 0 : length, closes);
    }

    static String reason(int status) {
        return REASONS.getOrDefault(status, "Error");
    }

    private static byte[] ending(@Nullable Request request) {
        if (request == null || !request.persistent()) {
            return CLOSE;
        }
        return request.version() == Request.Version.HTTP_1_0 ? KEEP_ALIVE : LINE_END;
    }

    private static byte[] join(byte[] statusLine, byte[] fields, byte[] ending) {
        byte[] date = HttpDates.dateLine();
        byte[] head = new byte[statusLine.length + date.length + fields.length + ending.length];
        int at = append(head, 0, statusLine);
        at = append(head, at, date);
        at = append(head, at, fields);
        append(head, at, ending);
        return head;
    }

    private static int append(byte[] target, int at, byte[] part) {
        System.arraycopy(part, 0, target, at, part.length);
        return at + part.length;
    }

    private static byte[] statusLine(int status) {
        return ascii("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
