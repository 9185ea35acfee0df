package capriccio.knot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParserTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";
    private static final String THREE = "GET /one?q=%20 HTTP/1.1\r\nHost: h\r\n\r\n"
            + "POST /two HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"
            + "GET /three HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    @Test
    void pipelinedRequestsComeOutOneByOne() throws BadRequestException {
        assertThat(parse(THREE, Integer.MAX_VALUE)).extracting(Request::path).containsExactly("/one", "/two", "/three");
    }

    @Test
    void bytesMayArriveOneAtATime() throws BadRequestException {
        assertThat(parse(THREE, 1)).isEqualTo(parse(THREE, Integer.MAX_VALUE));
    }

    @Test
    void chunkedBodiesAreSkipped() throws BadRequestException {
        String chunked = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        assertThat(parse(chunked + THREE, 1)).extracting(Request::path).containsExactly("/a", "/one", "/two", "/three");
    }

    @Test
    void fieldsOfOneRequestDoNotReachTheNext() throws BadRequestException {
        List<Request> requests = parse(
                GET + "Range: bytes=0-1\r\nIf-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n\r\n" + GET + "\r\n",
                Integer.MAX_VALUE);
        assertThat(requests.get(0).range()).isEqualTo("bytes=0-1");
        assertThat(requests.get(0).ifNoneMatch()).isEqualTo("\"a\",\"b\"");
        assertThat(requests.get(1).range()).isNull();
        assertThat(requests.get(1).ifNoneMatch()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1,,true",
        "HTTP/1.1,close,false",
        "HTTP/1.1,'x, Close',false",
        "HTTP/1.0,,false",
        "HTTP/1.0,keep-alive,true"
    })
    void persistenceFollowsVersionAndConnectionField(String version, String connection, boolean persistent)
            throws BadRequestException {
        String field = connection == null ? "" : "Connection: " + connection + "\r\n";
        List<Request> requests = parse("GET / " + version + "\r\nHost: h\r\n" + field + "\r\n", Integer.MAX_VALUE);
        assertThat(requests).extracting(Request::persistent).containsExactly(persistent);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b,/a/b",
        "/a%20b,/a b",
        "/%C3%A9,/\u00e9",
        "//a///b/,/a/b/",
        "/a/./b/..,/a/",
        "/a/../b,/b",
        "/%61/%2e%2e/b,/b",
        "/..a/.b,/..a/.b",
        "http://host:80/a?x,/a",
        "http://host,/",
        "/?x=/../..,/"
    })
    void pathsAreDecodedThenNormalised(String target, String path) throws BadRequestException {
        List<Request> requests = parse("GET " + target + " HTTP/1.1\r\nHost: host\r\n\r\n", Integer.MAX_VALUE);
        assertThat(requests).extracting(Request::path).containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource({"/..", "/a/../../b", "/%2e%2e/b", "/..%2fb", "/a/..%2f..%2fb", "/%", "/%4", "/%zz", "/%00", "/%0a", "/%ff"})
    void pathsOutOfTheRootAndBadEscapesAre400(String target) {
        assertThat(statusOf("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void malformedRequestsAre400() {
        assertThat(statusOf("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("\0ET / HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: +4\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n")).isEqualTo(400);
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")).isEqualTo(400);
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"))
                .isEqualTo(400);
    }

    @Test
    void limitsHaveTheirOwnStatuses() {
        String big = "x".repeat(RequestParser.MAX_HEAD_BYTES);
        assertThat(statusOf("GET /" + big + " HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(414);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nA: " + big + "\r\n\r\n")).isEqualTo(431);
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n")).isEqualTo(413);
        assertThat(statusOf("GET / HTTP/3.7\r\nHost: h\r\n\r\n")).isEqualTo(505);
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")).isEqualTo(417);
    }

    @Test
    void chunkedBodiesAreBoundedToo() {
        String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        String head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(statusOf(head + chunk.repeat(40))).isEqualTo(413);
    }

    @Test
    void isIdleOnlyBetweenRequests() throws BadRequestException {
        RequestParser parser = new RequestParser();
        assertThat(parser.isIdle()).isTrue();
        parser.next(bytes("GE"));
        assertThat(parser.isIdle()).isFalse();
        parser.next(bytes("T / HTTP/1.0\r\n\r\n"));
        assertThat(parser.isIdle()).isTrue();
    }

    private static int statusOf(String text) {
        BadRequestException e = catchThrowableOfType(BadRequestException.class, () -> parse(text, Integer.MAX_VALUE));
        BadRequestException inPieces = catchThrowableOfType(BadRequestException.class, () -> parse(text, 1));
        assertThat(inPieces.status()).isEqualTo(e.status());
        return e.status();
    }

    private static List<Request> parse(String text, int pieceBytes) throws BadRequestException {
        RequestParser parser = new RequestParser();
        List<Request> requests = new ArrayList<>();
        ByteBuffer all = bytes(text);
        while (all.hasRemaining()) {
            ByteBuffer piece = all.slice(all.position(), Math.min(pieceBytes, all.remaining()));
            all.position(all.position() + piece.remaining());
            for (Request request = parser.next(piece); request != null; request = parser.next(piece)) {
                requests.add(request);
            }
            assertThat(piece.hasRemaining()).isFalse();
        }
        return requests;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
