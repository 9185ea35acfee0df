package seda.sandStorm.lib.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seda.sandStorm.core.BufferElement;
import seda.sandStorm.core.FiniteQueue;

/** The bytes of responses. */
class HttpResponseTest {
    private static final String DEFAULT = "Server: Sandstorm (unknown version)\r\n";

    @BeforeEach
    @AfterEach
    void defaultHeader() {
        httpResponse.setDefaultHeader(DEFAULT);
    }

    private static String text(BufferElement[] parts) {
        StringBuilder text = new StringBuilder();
        for (BufferElement part : parts) {
            text.append(new String(part.data, part.offset, part.size, ISO_8859_1));
        }
        return text.toString();
    }

    private static httpRequest request(String line) {
        return new httpRequest(null, "GET", line, httpRequest.HTTPVER_11, List.of());
    }

    @Test
    void aPayloadOfOwnGoesInOneBuffer() {
        FiniteQueue drained = new FiniteQueue();
        httpOKResponse response = new httpOKResponse("text/plain", 3, drained);
        BufferElement payload = response.getPayload();
        System.arraycopy("abc".getBytes(ISO_8859_1), 0, payload.data, payload.offset, payload.size);
        String head = "HTTP/1.1 200 OK\r\n" + DEFAULT + "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\n";
        assertThat(payload.offset).isEqualTo(head.length());
        BufferElement[] all = response.getBuffers(true);
        assertThat(all).hasSize(1);
        assertThat(all[0].compQ).isSameAs(drained);
        assertThat(text(all)).isEqualTo(head + "abc");
        assertThat(text(response.getBuffers(false))).isEqualTo("abc");
        assertThat(text(new BufferElement[] {response.getHeader()})).isEqualTo(head);
        assertThat(response).hasToString("httpOKResponse[text/plain, 3 bytes]");
    }

    @Test
    void aGivenPayloadGoesInTwo() {
        BufferElement payload = new BufferElement("xabcx".getBytes(ISO_8859_1), 1, 3);
        httpOKResponse response = new httpOKResponse("a/b", payload);
        assertThat(response.getBuffers(true)).hasSize(2).contains(payload);
        assertThat(text(response.getBuffers(true))).endsWith("Content-Length: 3\r\n\r\nabc");
        assertThat(text(new httpOKResponse("a/b", payload, 9).getBuffers(true))).contains("Content-Length: 9\r\n");
        response.setPayload(new BufferElement(0));
        assertThat(text(response.getBuffers(true))).endsWith("Content-Length: 0\r\n\r\n");
        assertThat(text(new httpOKResponse("a/b", 0).getBuffers(true))).endsWith("Content-Length: 0\r\n\r\n");
        assertThatThrownBy(() -> new httpOKResponse("a/b", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDefaultHeaderCanBeReplaced() {
        httpResponse.setDefaultHeader("Server: mine\r\nX: y\r\n");
        assertThat(text(new httpOKResponse("a/b", 1).getBuffers(true)))
                .startsWith("HTTP/1.1 200 OK\r\nServer: mine\r\nX: y\r\nContent-Type: a/b\r\n");
        assertThat(httpResponse.getDefaultHeader()).startsWith("Server: mine");
    }

    @Test
    void errorsSayWhatHappenedAndEscapeWhatTheClientSent() {
        httpRequest evil = request("/<script>?<q>");
        List<httpResponse> errors = List.of(
                new httpBadRequestResponse(evil, "why & <how>"),
                new httpNotFoundResponse(evil, "why & <how>"),
                new httpInternalServerErrorResponse(evil, "why & <how>"),
                new httpServiceUnavailableResponse(evil, "why & <how>"));
        List<String> lines = List.of(
                "HTTP/1.1 400 BAD REQUEST\r\n",
                "HTTP/1.1 404 NOT FOUND\r\n",
                "HTTP/1.1 500 INTERNAL SERVER ERROR\r\n",
                "HTTP/1.1 503 SERVICE UNAVAILABLE\r\n");
        for (int i = 0; i < errors.size(); i++) {
            String text = text(errors.get(i).getBuffers(true));
            assertThat(text).startsWith(lines.get(i) + DEFAULT + "Content-Type: text/html\r\nContent-Length: ");
            assertThat(text).contains("/&lt;script&gt;", "why &amp; &lt;how&gt;").doesNotContain("<script>", "<how>");
            int body = text.indexOf("\r\n\r\n") + 4;
            assertThat(text).contains("Content-Length: " + (text.length() - body) + "\r\n");
        }
    }

    @Test
    void aRedirectSaysWhereToAndCloses() {
        String text = text(new httpRedirectResponse(request("/a"), "http://h/b").getBuffers(true));
        assertThat(text)
                .startsWith("HTTP/1.1 301 MOVED PERMANENTLY\r\n" + DEFAULT)
                .contains("\r\nLocation: http://h/b\r\nConnection: close\r\n\r\n");
        assertThatThrownBy(() -> new httpRedirectResponse(request("/a"), "/b\r\nSet-Cookie: x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void respondersFollowTheVersionUnlessTold() {
        httpResponse response = new httpOKResponse("a/b", 1);
        for (int version = httpRequest.HTTPVER_09; version <= httpRequest.HTTPVER_11; version++) {
            httpRequest request = new httpRequest(null, "GET", "/", version, List.of());
            httpResponder responder = new httpResponder(response, request);
            assertThat(responder.shouldClose()).isEqualTo(version < httpRequest.HTTPVER_11);
            assertThat(responder.sendHeader()).isEqualTo(version > httpRequest.HTTPVER_09);
            assertThat(new httpResponder(response, request, true).shouldClose()).isTrue();
            assertThat(new httpResponder(response, request, true, false).sendHeader()).isFalse();
        }
        httpConnection none = null;
        assertThat(new httpResponder(response, none).shouldClose()).isFalse();
        assertThat(new httpResponder(response, none, true).sendHeader()).isTrue();
        assertThat(new httpResponder(response, none, true, false).getResponse()).isSameAs(response);
    }
}
