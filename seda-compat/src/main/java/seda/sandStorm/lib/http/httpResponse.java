package seda.sandStorm.lib.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.util.StringUtil;
import seda.sandStorm.api.QueueElementIF;
import seda.sandStorm.api.SinkIF;
import seda.sandStorm.core.BufferElement;

/**
 * A response: a header made on the spot, and a payload. Not thread-safe; one that is sent must not change.
 *
 * <p>The header is the status line, the default header, {@code Content-Type}, {@code Content-Length}, the entity header and
 * an empty line. {@code Content-Length} is left out where there is a payload of a length that is not known, which is what a
 * content length of 0 says; unlike the original it is there where there is no payload, or clients would wait for one.
 */
public abstract class httpResponse implements httpConst, QueueElementIF {
    public static final int RESPONSE_OK = 200;
    public static final int RESPONSE_REDIRECT = 301;
    public static final int RESPONSE_BAD_REQUEST = 400;
    public static final int RESPONSE_NOT_FOUND = 404;
    public static final int RESPONSE_INTERNAL_SERVER_ERROR = 500;
    public static final int RESPONSE_SERVICE_UNAVAILABLE = 503;
    public static final String DEFAULT_MIME_TYPE = "text/html";

    /** What {@link #missingPayload} says of a payload that ends with the connection. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final Map<Integer, String> REASONS = Map.of(
            RESPONSE_OK, "OK",
            RESPONSE_REDIRECT, "MOVED PERMANENTLY",
            RESPONSE_BAD_REQUEST, "BAD REQUEST",
            RESPONSE_NOT_FOUND, "NOT FOUND",
            RESPONSE_INTERNAL_SERVER_ERROR, "INTERNAL SERVER ERROR",
            RESPONSE_SERVICE_UNAVAILABLE, "SERVICE UNAVAILABLE");

    protected int code;

    @SuppressWarnings("NonFinalStaticField") // the contract of 2002
    protected static volatile String defaultHeader = "Server: Sandstorm (unknown version)" + CRLF;

    protected BufferElement combinedData;
    protected BufferElement header;
    protected BufferElement payload;
    protected String contentType;
    protected int contentLength;

    /** A response whose payload is complete. */
    protected httpResponse(int code, String contentType, BufferElement payload) {
        this(code, contentType, payload, payload.size);
    }

    /** A response whose payload, of so many bytes, only begins with the buffer; 0 for a length that is not known. */
    protected httpResponse(int code, String contentType, BufferElement payload, int contentLength) {
        this(code, contentType);
        this.payload = payload;
        this.contentLength = contentLength;
    }

    /** A response without a payload, unless {@link #setPayload} follows. */
    protected httpResponse(int code, String contentType) {
        this.code = code;
        this.contentType = contentType;
    }

    /**
     * A response with a payload of that size, to be filled in by way of {@link #getPayload}: one array holds it and the
     * header, which asks for the entity header here and now.
     *
     * @param compQ gets the drained event; may be null
     */
    @SuppressWarnings("this-escape") // the contract of 2002
    protected httpResponse(int code, String contentType, int payloadSize, SinkIF compQ) {
        this(code, contentType);
        if (payloadSize < 0) {
            throw new IllegalArgumentException("payload size " + payloadSize + ": it must not be negative");
        }
        contentLength = payloadSize;
        byte[] head = head(payloadSize == 0);
        byte[] all = new byte[head.length + payloadSize];
        System.arraycopy(head, 0, all, 0, head.length);
        combinedData = new BufferElement(all, compQ);
        header = new BufferElement(all, 0, head.length);
        payload = new BufferElement(all, head.length, payloadSize, compQ);
    }

    protected httpResponse(int code, String contentType, int payloadSize) {
        this(code, contentType, payloadSize, null);
    }

    /** Further fields, each with its line end; null and "" are none. */
    protected abstract String getEntityHeader();

    /** Replaces the payload by a complete one. */
    public void setPayload(BufferElement payload) {
        this.payload = payload;
        contentLength = payload.size;
        combinedData = null;
        header = null;
    }

    /** The header alone. */
    public BufferElement getHeader() {
        if (header == null) {
            header = new BufferElement(head(payload == null || payload.size == 0));
        }
        return header;
    }

    /** The payload, from {@code offset} on in its array; null if there is none. */
    public BufferElement getPayload() {
        return payload;
    }

    /** Replaces the fields that each header made from now on has after its status line, each with its line end. */
    public static void setDefaultHeader(String fields) {
        defaultHeader = fields;
    }

    public static String getDefaultHeader() {
        return defaultHeader;
    }

    /** What is to be written, in order. */
    public BufferElement[] getBuffers(boolean sendHeader) {
        if (!sendHeader) {
            return payload == null ? new BufferElement[0] : new BufferElement[] {payload};
        }
        if (combinedData != null) {
            return new BufferElement[] {combinedData};
        }
        return payload == null
                ? new BufferElement[] {getHeader()}
                : new BufferElement[] {getHeader(), payload};
    }

    /** How many bytes of payload are to follow in other responses, or {@link #UNKNOWN}. */
    final long missingPayload() {
        int present = payload == null ? 0 : payload.size;
        return contentLength == 0 && present > 0 ? UNKNOWN : (long) contentLength - present;
    }

    private byte[] head(boolean empty) {
        StringBuilder head = new StringBuilder(200)
                .append(HTTP_VERSION).append(' ').append(code).append(' ').append(reason(code)).append(CRLF)
                .append(defaultHeader)
                .append("Content-Type: ").append(contentType).append(CRLF);
        if (contentLength > 0 || empty) {
            head.append("Content-Length: ").append(contentLength).append(CRLF);
        }
        String entityHeader = getEntityHeader();
        if (entityHeader != null) {
            head.append(entityHeader);
        }
        return head.append(CRLF).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int code) {
        return REASONS.getOrDefault(code, "STATUS " + code);
    }

    /** A page that says what became of a request. Whatever came from the client is escaped. */
    static BufferElement page(int code, httpRequest request, String message) {
        String title = code + " " + reason(code);
        String about = request == null ? "" : "<p>Request: <code>" + escaped(request.getURL()) + "</code></p>\n";
        String text = "<html><head><title>" + title + "</title></head><body>\n<h1>" + title + "</h1>\n" + about + "<p>"
                + escaped(message) + "</p>\n</body></html>\n";
        return new BufferElement(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String escaped(String text) {
        return StringUtil.sanitizeXmlString(String.valueOf(text));
    }
}
