package seda.sandStorm.lib.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.knot.http.BadRequestException;
import capriccio.knot.http.RequestParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    /** What clients of 2002 send, one after the other on one connection. */
    private static final String CONVERSATION = "GET /a HTTP/1.1\r\n\r\n"
            + "GET /b?x=1 HTTP/1.0\r\nHost: h\r\nX-Time: 12:30:45\r\n\r\n"
            + "POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
            + "POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            + "\r\nGET http://host.example:8080/e?q HTTP/1.1\nUser-Class: 3\n\n"
            + "GET /f HTTP/1.1\r\nUser-Class: x\r\nAccept: a\r\naccept: b\r\n\r\n";

    private final RequestReader reader = new RequestReader(false);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private httpRequest one(String text) throws BadRequestException {
        ByteBuffer bytes = bytes(text);
        httpRequest request = reader.next(bytes, null);
        assertThat(request).as(text).isNotNull();
        assertThat(bytes.hasRemaining()).isFalse();
        return request;
    }

    private List<httpRequest> all(ByteBuffer... parts) throws BadRequestException {
        List<httpRequest> requests = new ArrayList<>();
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                httpRequest request = reader.next(part, null);
                if (request != null) {
                    requests.add(request);
                }
            }
        }
        return requests;
    }

    private static List<String> texts(List<httpRequest> requests) {
        return requests.stream().map(httpRequest::toString).toList();
    }

    @Test
    void pipelinedRequestsAreAllThere() throws Exception {
        List<httpRequest> requests = all(bytes(CONVERSATION));
        assertThat(requests.stream().map(httpRequest::getURL)).containsExactly("/a", "/b", "/c", "/d", "/e", "/f");
        assertThat(requests.stream().map(httpRequest::getHttpVer)).containsExactly(2, 1, 2, 2, 2, 2);
        assertThat(requests.stream().map(httpRequest::getRequest)).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(requests.stream().map(httpRequest::getRequestClass)).containsExactly(-1, -1, -1, -1, 3, -1);
        assertThat(requests.get(1).getHeader("X-Time")).isEqualTo("12:30:45");
        assertThat(requests.get(5).getHeader("Accept")).isEqualTo("a, b");
        assertThat(requests.get(0).getHeader("Host")).isNull();
        assertThat(reader.isWithinRequest()).isFalse();
    }

    @Test
    void aSplitAtAnyByteChangesNothing() throws Exception {
        List<String> whole = texts(all(bytes(CONVERSATION)));
        assertThat(whole).hasSize(6);
        for (int split = 0; split <= CONVERSATION.length(); split++) {
            List<httpRequest> parts =
                    all(bytes(CONVERSATION.substring(0, split)), bytes(CONVERSATION.substring(split)));
            assertThat(texts(parts)).as("split at " + split).isEqualTo(whole);
        }
        ByteBuffer[] single = CONVERSATION.chars()
                .mapToObj(c -> bytes(String.valueOf((char) c)))
                .toArray(ByteBuffer[]::new);
        assertThat(texts(all(single))).isEqualTo(whole);
    }

    @Test
    void aRequestOfVersionNineIsItsLine() throws Exception {
        httpRequest request = one("GET /old?page=1\r\n");
        assertThat(request.getHttpVer()).isEqualTo(httpRequest.HTTPVER_09);
        assertThat(request.headerNeeded()).isFalse();
        assertThat(request.getURL()).isEqualTo("/old");
        assertThat(request.getQuery("page")).isEqualTo("1");
        assertThat(request).hasToString("httpRequest[GET /old?page=1 HTTP/0.9]");
        String line = "GET /old\r\n";
        for (int split = 0; split <= line.length(); split++) {
            assertThat(all(bytes(line.substring(0, split)), bytes(line.substring(split)))).hasSize(1);
            assertThat(reader.isWithinRequest()).isFalse();
        }
    }

    @Test
    void foldedFieldsAreOne() throws Exception {
        httpRequest request = one("GET / HTTP/1.0\r\nX-Long: one\r\n two\r\n\r\n");
        assertThat(request.getHeader("X-Long")).isEqualTo("one two");
        assertThat(request).hasToString("httpRequest[GET / HTTP/1.0\n\tX-Long one two]");
    }

    @Test
    void queriesAreSplitAndDecoded() throws Exception {
        httpRequest request = one("GET /a%20b?x=1;y=a+b%21&x=2&flag&=no&%zz=%zz&e= HTTP/1.1\r\n\r\n");
        assertThat(request.getURL()).isEqualTo("/a%20b");
        List<Object> keys = new ArrayList<>();
        for (Enumeration<?> all = request.getQueryKeys(); all.hasMoreElements(); ) {
            keys.add(all.nextElement());
        }
        assertThat(keys).containsExactly("x", "y", "flag", "%zz", "e");
        assertThat(request.getQuerySet("x")).containsExactly("1", "2");
        assertThat(request.getQuery("x")).isEqualTo("1");
        assertThat(request.getQuery("y")).isEqualTo("a b!");
        assertThat(request.getQuery("flag")).isEqualTo(httpRequest.QUERY_KEY_SET);
        assertThat(request.getQuery("%zz")).isEqualTo("%zz");
        assertThat(request.getQuery("e")).isEmpty();
        assertThat(request.getQuery("none")).isNull();
        httpRequest plain = one("GET / HTTP/1.1\r\n\r\n");
        assertThat(plain.getQueryKeys()).isNull();
        assertThat(plain.getQuery("x")).isNull();
        assertThat(plain.getQuerySet("x")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD / HTTP/1.1, 501",
        "OPTIONS * HTTP/1.1, 501",
        "BREW /pot HTTP/1.1, 501",
        "GET / HTTP/3.7, 505",
        "GET / HTTP/2.0, 505",
        "GET, 400",
        "garbage, 400",
        "\u0001\u0002, 400",
        "GET / JUNK/1.1, 505",
    })
    void badRequestLinesHaveTheirStatus(String line, int status) {
        assertThatThrownBy(() -> all(bytes(line + "\r\nHost: h\r\n\r\n")))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(status));
        assertThatThrownBy(() -> reader.next(bytes("GET / HTTP/1.1\r\n\r\n"), null))
                .isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no colon here",
                "Host: a\r\nHost: b",
                "Content-Length: x",
                "Content-Length: 1\r\nContent-Length: 2",
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
            })
    void badFieldsAreRefused(String fields) {
        assertThatThrownBy(() -> all(bytes("POST / HTTP/1.1\r\n" + fields + "\r\n\r\n")))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(400));
    }

    @Test
    void headsAndBodiesAreBounded() {
        String field = "X-Long: " + "x".repeat(RequestParser.MAX_HEAD_BYTES) + "\r\n";
        assertThatThrownBy(() -> all(bytes("GET / HTTP/1.1\r\n" + field)))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(431));
        RequestReader other = new RequestReader(false);
        String length = "Content-Length: " + (RequestParser.MAX_BODY_BYTES + 1);
        assertThatThrownBy(() -> other.next(bytes("POST / HTTP/1.1\r\n" + length + "\r\n\r\n"), null))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.status())
                        .isEqualTo(413));
    }

    @Test
    void itKnowsWhetherARequestHasBegun() throws Exception {
        assertThat(reader.isWithinRequest()).isFalse();
        assertThat(reader.next(bytes("G"), null)).isNull();
        assertThat(reader.isWithinRequest()).isTrue();
        assertThat(one("ET / HTTP/1.1\r\n\r\n").getURL()).isEqualTo("/");
        assertThat(reader.isWithinRequest()).isFalse();
    }

    @Test
    void anyMethodIsTakenIfAskedFor() throws Exception {
        httpRequest request = new RequestReader(true).next(bytes("HEAD /x HTTP/1.1\r\n\r\n"), null);
        assertThat(httpInternals.method(request)).isEqualTo("HEAD");
    }
}
