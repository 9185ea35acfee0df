package capriccio.knot.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP, and the Date field, formatted once a second. */
public final class HttpDates {
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    // Replaced by whichever thread first sees a new second; two may do so, which is harmless.
    private static volatile DateLine current = new DateLine(Long.MIN_VALUE, "");

    private HttpDates() {}

    /** The form that servers must send, such as {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(Instant instant) {
        return IMF_FIXDATE.format(instant);
    }

    /** The instant that a field's value names, or null if it is not in the form above. */
    public static @Nullable Instant parse(String text) {
        try {
            return Instant.from(IMF_FIXDATE.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The Date field of a response sent now, with its line end; not to be modified. */
    static byte[] dateLine() {
        long second = System.currentTimeMillis() / 1000;
        DateLine line = current;
        if (line.second != second) {
            line = new DateLine(second, "Date: " + format(Instant.ofEpochSecond(second)) + "\r\n");
            current = line;
        }
        return line.bytes;
    }

    private static final class DateLine {
        final long second;
        final byte[] bytes;

        DateLine(long second, String text) {
            this.second = second;
            this.bytes = text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
