package capriccio.knot.http;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.knot.cache.Page;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteHandlerTest {
    private static final Page PAGE = new Page(
            "0123456789".getBytes(StandardCharsets.US_ASCII),
            "text/plain",
            "\"tag\"",
            Instant.parse("1994-11-06T08:49:37.5Z"));

    @Test
    void getHasHeadAndBody() {
        Response response = SiteHandler.respond(request("GET", ""), PAGE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(head(response))
                .startsWith("HTTP/1.1 200 OK\r\nDate: ")
                .contains("\r\nContent-Length: 10\r\n", "\r\nETag: \"tag\"\r\n")
                .contains("\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
                .doesNotContain("Connection")
                .endsWith("\r\n\r\n");
        assertThat(body(response)).isEqualTo("0123456789");
        assertThat(response.closes()).isFalse();
        byte[] copied = new byte[(int) response.length()];
        response.copyTo(copied);
        assertThat(text(copied)).isEqualTo(head(response) + body(response));
    }

    @Test
    void headHasTheFieldsOfGetWithoutItsBody() {
        Response response = SiteHandler.respond(request("HEAD", ""), PAGE);
        assertThat(head(response)).contains("\r\nContent-Length: 10\r\n");
        assertThat(response.body().remaining()).isZero();
        assertThat(response.buffers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0|0|0-0",
                "bytes=2-4|234|2-4",
                "bytes=7-|789|7-9",
                "bytes=-3|789|7-9",
                "bytes=-99|0123456789|0-9",
                "bytes=8-99999999999999999999|89|8-9"
            })
    void singleRangesArePartial(String range, String body, String contentRange) {
        Response response = SiteHandler.respond(request("GET", "Range: " + range + "\r\n"), PAGE);
        assertThat(response.status()).isEqualTo(206);
        assertThat(body(response)).isEqualTo(body);
        assertThat(head(response))
                .contains("\r\nContent-Range: bytes " + contentRange + "/10\r\n")
                .contains("\r\nContent-Length: " + body.length() + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=99999999999999999999-", "bytes=-0"})
    void rangesBeyondThePageAreUnsatisfiable(String range) {
        Response response = SiteHandler.respond(request("GET", "Range: " + range + "\r\n"), PAGE);
        assertThat(response.status()).isEqualTo(416);
        assertThat(head(response)).contains("\r\nContent-Range: bytes */10\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=4-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=1"})
    void otherRangesAreIgnored(String range) {
        assertThat(SiteHandler.respond(request("GET", "Range: " + range + "\r\n"), PAGE).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"tag\"|206", "\"other\"|200", "Sun, 06 Nov 1994 08:49:37 GMT|206", "Sun, 06 Nov 1994 08:49:38 GMT|200"
    })
    void ifRangeGuardsTheRange(String condition, int status) {
        Request request = request("GET", "Range: bytes=0-1\r\nIf-Range: " + condition + "\r\n");
        assertThat(SiteHandler.respond(request, PAGE).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "If-None-Match: \"tag\"|304",
        "If-None-Match: W/\"tag\"|304",
        "If-None-Match: \"a\", \"tag\"|304",
        "If-None-Match: *|304",
        "If-None-Match: \"a\"|200",
        "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT|304",
        "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT|200",
        "If-Modified-Since: nonsense|200"
    })
    void conditionsAreHonoured(String field, int status) {
        Response response = SiteHandler.respond(request("GET", field + "\r\n"), PAGE);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body().remaining()).isEqualTo(status == 304 ? 0 : 10);
    }

    @Test
    void tagsOverruleDates() {
        Request request = request(
                "GET", "If-None-Match: \"a\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
        assertThat(SiteHandler.respond(request, PAGE).status()).isEqualTo(200);
    }

    @Test
    void otherMethodsAreNotAllowed() {
        Response response = Objects.requireNonNull(SiteHandler.refuse(request("DELETE", "")));
        assertThat(head(response)).startsWith("HTTP/1.1 405 ").contains("\r\nAllow: GET, HEAD\r\n");
        assertThat(SiteHandler.refuse(request("GET", ""))).isNull();
    }

    private static Request request(String method, String fields) {
        String text = method + " / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
        try {
            return Objects.requireNonNull(
                    new RequestParser().next(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
        } catch (BadRequestException e) {
            throw new AssertionError(e);
        }
    }

    private static String head(Response response) {
        return text(response.head());
    }

    private static String body(Response response) {
        return StandardCharsets.US_ASCII.decode(response.body()).toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
