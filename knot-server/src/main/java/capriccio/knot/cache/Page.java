package capriccio.knot.cache;

import capriccio.knot.http.HttpDates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An immutable page: its bytes, what they are, and the fields of a response that describe them. */
public final class Page {
    private final byte[] bytes;
    private final String contentType;
    private final String etag;
    private final Instant lastModified;
    private final byte[] fields;

    /**
     * Creates a page, which owns the array from now on.
     *
     * @param etag a strong entity tag with its quotes
     * @param lastModified truncated to the second, as HTTP can tell no more
     */
    public Page(byte[] bytes, String contentType, String etag, Instant lastModified) {
        this.bytes = bytes;
        this.contentType = contentType;
        this.etag = etag;
        this.lastModified = lastModified.truncatedTo(ChronoUnit.SECONDS);
        this.fields = ("Content-Type: " + contentType
                        + "\r\nContent-Length: " + bytes.length
                        + "\r\nETag: " + etag
                        + "\r\nLast-Modified: " + HttpDates.format(lastModified)
                        + "\r\nAccept-Ranges: bytes\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The content; shared, so the caller must not modify it. */
    public byte[] bytes() {
        return bytes;
    }

    /** The length of the content in bytes. */
    public int length() {
        return bytes.length;
    }

    /** The media type. */
    public String contentType() {
        return contentType;
    }

    /** The strong entity tag with its quotes. */
    public String etag() {
        return etag;
    }

    /** When the content last changed, to the second. */
    public Instant lastModified() {
        return lastModified;
    }

    /** The encoded fields of a full response with this page; shared, so the caller must not modify it. */
    public byte[] fields() {
        return fields;
    }
}
